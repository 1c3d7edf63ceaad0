defmodule Freight.Core.Files.Attachment do
  use Freight.Record

  schema "attachments" do
    field :owner_type, :string
    field :owner_id, :integer
    field :filename, :string
    field :content, :binary
    field :ocr_text, :string
    timestamps(updated_at: false)
  end
end

defmodule Freight.Core.Files.AuditEntry do
  use Freight.Record, key: :bigint

  schema "audit_entries" do
    field :action, :string
    field :subject, :string
    field :account_id, Ecto.ULID
    timestamps(updated_at: false)
  end
end
