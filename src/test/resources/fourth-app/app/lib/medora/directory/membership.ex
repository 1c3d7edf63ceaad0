defmodule Medora.Directory.Membership do
  use Medora.Schema

  schema "memberships" do
    field :role, :string
    belongs_to :user, Medora.Directory.User
    belongs_to :clinic, Medora.Directory.Clinic
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:role])
    |> validate_required([:role])
  end
end
