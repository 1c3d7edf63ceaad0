defmodule Medora.Directory.User do
  use Medora.Schema

  schema "users" do
    field :email, :string
    field :hashed_password, :string
    field :role, :string
    field :last_seen_at, :utc_datetime
    has_many :memberships, Medora.Directory.Membership
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:email, :hashed_password, :role, :last_seen_at])
    |> validate_required([:email])
  end
end
