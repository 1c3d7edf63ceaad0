defmodule Harbour.Accounts do
  @moduledoc false

  defmodule User do
    use Ecto.Schema
    import Ecto.SoftDelete.Schema

    @roles [:guest, :pilot, :admin]
    @table "users"
    @schema_prefix "crew"

    schema @table do
      field(:email, :string, redact: true)
      field :login
      field :role, Ecto.Enum, values: @roles, default: :guest
      field :kind, Ecto.Enum, values: [person: "p", machine: "m"]
      field :nick_names, {:array, :string}, default: []
      field :scores, {:map, :integer}
      field :password, :string, virtual: true
      field :shouted, :string, source: :upper_name

      field :seen_from, # a comment between the arguments
            :string

      embeds_one :address, Address, primary_key: false, on_replace: :update do
        field :street, :string
        field :city
      end

      embeds_many :devices, Device do
        field :token, :binary
        embeds_one :maker, Maker do
          field :name
        end
      end

      has_many :memberships, Harbour.Accounts.Membership, foreign_key: :person_id
      has_many :teams, through: [:memberships, :team]
      has_one :first_team, through: [:memberships, :team]
      soft_delete_schema()
      timestamps type: :utc_datetime, updated_at: false
    end

    def changeset(user, attrs), do: Ecto.Changeset.cast(user, attrs, [:email])
  end

  defmodule Membership do
    use Ecto.Schema
    alias Harbour.Accounts.{Team, User}
    @primary_key false
    schema("memberships") do
      belongs_to(:person, User, primary_key: true)
      belongs_to :team, Team, primary_key: true, on_replace: :delete
      field :note, :string
      timestamps
    end
  end

  defmodule Team do
    use Ecto.Schema

    schema "teams" do
      field :name, :string
      has_many :memberships, Membership
      many_to_many :people, __MODULE__.Ghost, join_through: Membership, join_keys: [team_id: :id, person_id: :id]
      many_to_many :tags, Harbour.Tag, join_through: "teams_tags", unique: true
    end
  end
end
