defmodule Medora.Files.Document do
  use Medora.Schema

  schema "documents" do
    field :owner_type, :string
    field :owner_id, Ecto.UUID
    field :filename, :string
    field :content, :binary
    field :ocr_text, :string
    field :deleted_at, :utc_datetime
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:owner_type, :filename, :content, :ocr_text, :deleted_at])
    |> validate_required([:owner_type])
  end
end
