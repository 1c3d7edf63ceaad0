defmodule Freight.Core.Identity.Account do
  use Freight.Record
  alias Freight.Core.Ledger.Invoice

  schema "accounts" do
    field :email, :string
    field :name, :string
    field :role, :string
    field :avatar, :binary
    field :preferences, :map
    field :deleted_at, :utc_datetime_usec
    has_many :invoices, Invoice, foreign_key: :shipper_id
    has_many :invoice_lines, through: [:invoices, :lines]
    timestamps()
  end
end

defmodule Freight.Core.Identity.Token do
  use Freight.Record, key: :bigint

  schema "account_tokens" do
    field :token, :binary
    field :context, :string
    belongs_to :account, Freight.Core.Identity.Account
    timestamps(updated_at: false)
  end
end

defmodule Freight.Core.Identity.Grant do
  use Freight.Record, key: :bigint

  schema "grants" do
    field :action, :string
    belongs_to :account, Freight.Core.Identity.Account
  end
end
