defmodule Freight.Core.Ledger.Invoice do
  use Freight.Record
  alias Freight.Core.Ledger.{Line, Payment}

  schema "invoices" do
    field :number, :string
    field :total_cents, :integer
    field :currency, :string
    field :due_on, :date
    field :paid_at, :utc_datetime_usec
    belongs_to :shipper, Freight.Core.Identity.Account
    has_many :lines, Line
    has_many :payments, Payment
    timestamps()
  end
end

defmodule Freight.Core.Ledger.Line do
  use Freight.Record

  schema "invoice_lines" do
    field :text, :string
    field :cents, :integer
    belongs_to :invoice, Freight.Core.Ledger.Invoice
    belongs_to :tariff, Freight.Core.Ledger.Tariff
  end
end

defmodule Freight.Core.Ledger.Payment do
  use Freight.Record

  schema "payments" do
    field :cents, :integer
    field :received_at, :utc_datetime_usec
    belongs_to :invoice, Freight.Core.Ledger.Invoice
  end
end

defmodule Freight.Core.Ledger.Tariff do
  use Freight.Record

  schema "tariffs" do
    field :code, :string
    field :cents_per_kg, :integer
    field :zone, :string
  end
end

defmodule Freight.Core.Ledger.Rate do
  use Ecto.Schema

  @primary_key {:currency, :string, autogenerate: false}
  schema "fx_rates" do
    field :per_euro, :decimal
  end
end
