defmodule Medora.Audit.Entry do
  use Medora.Schema

  schema "audit_entries" do
    field :action, :string
    field :subject_id, Ecto.UUID
    field :meta, :map
    field :user_id, Ecto.UUID
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:action, :meta])
    |> validate_required([:action])
  end
end
