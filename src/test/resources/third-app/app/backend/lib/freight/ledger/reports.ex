defmodule Freight.Ledger.Reports do
  import Ecto.Query
  alias Freight.Core.Ledger.Invoice
  alias Freight.Core.Files.Attachment
  alias Freight.DB

  def unpaid_total(currency) do
    total = DB.one(from i in Invoice, where: is_nil(i.paid_at) and i.currency == ^currency and i.total_cents > 0, select: sum(i.total_cents))
    total || 0
  end

  def unpaid_numbers(currency) do
    numbers = DB.all(from i in Invoice, where: i.total_cents > 0, where: i.currency == ^currency, where: is_nil(i.paid_at), select: i.number)
    Enum.sort(numbers)
  end

  def unpaid_oldest(currency) do
    oldest = DB.one(from x in Invoice, where: x.currency == ^currency and is_nil(x.paid_at), where: x.total_cents > 0, order_by: x.due_on, limit: 1)
    oldest && oldest.number
  end

  def unpaid_page(currency, n) do
    rows = DB.all(from i in Invoice, where: is_nil(i.paid_at) and i.currency == ^currency, where: i.total_cents > 0, where: i.due_on < ^Date.utc_today(), order_by: i.id, limit: ^n)
    Enum.map(rows, & &1.id)
  end

  def filenames(owner_type) do
    files = DB.all(from a in Attachment, where: a.owner_type == ^owner_type, order_by: a.inserted_at)
    Enum.map(files, & &1.filename)
  end

  def adhoc(currency, from) do
    {:ok, result} = DB.query("SELECT number, total_cents FROM invoices WHERE currency = '#{currency}' AND due_on >= '#{from}' ORDER BY number")
    result.rows
  end
end
