defmodule Freight.Ledger.Dunning do
  import Ecto.Query
  alias Ecto.Multi
  alias Freight.Core.Identity.Account
  alias Freight.Core.Ledger.{Invoice, Line, Payment, Rate, Tariff}
  alias Freight.DB

  def open_invoices(shipper_id) do
    Invoice |> where(shipper_id: ^shipper_id) |> where([i], is_nil(i.paid_at)) |> order_by(:due_on) |> DB.all()
  end

  def overdue(limit) do
    list = DB.all(from i in Invoice, where: is_nil(i.paid_at) and i.due_on < ^Date.utc_today(), limit: ^limit)
    list
  end

  def balance(invoices) do
    for invoice <- invoices do
      paid = DB.aggregate(from(p in Payment, where: p.invoice_id == ^invoice.id), :sum, :cents) || 0
      {invoice.number, invoice.total_cents - paid}
    end
  end

  def lines_of(shippers) do
    Enum.map(shippers, fn shipper ->
      shipper = DB.preload(shipper, :invoice_lines)
      {shipper.email, length(shipper.invoice_lines)}
    end)
  end

  def shippers(ids) do
    list = DB.all(from a in Account, where: a.id in ^ids)
    list
  end

  def price(rows) do
    Enum.map(rows, fn %{"code" => code, "kg" => kg} ->
      with {:ok, tariff} <- DB.fetch_by(Tariff, code: code) do
        tariff.cents_per_kg * kg
      end
    end)
  end

  def remind(invoices) do
    Enum.each(invoices, fn invoice ->
      invoice |> Ecto.Changeset.change(reminded_at: DateTime.utc_now()) |> DB.update!()
      :ok
    end)
  end

  def write_off(ids) do
    for id <- ids do
      {1, _} = DB.update_all(from(i in Invoice, where: i.id == ^id), set: [paid_at: DateTime.utc_now()])
    end
  end

  def purge_lines(invoice) do
    DB.transaction(fn ->
      for line <- invoice.lines do
        DB.delete!(line)
      end

      :done
    end)
  end

  def recalc(ids) do
    Enum.each(ids, fn id ->
      invoice = DB.get!(Invoice, id)
      invoice |> Ecto.Changeset.change(total_cents: round(invoice.total_cents * 1.02)) |> DB.update!()
      :ok
    end)
  end

  def refresh(invoices) do
    Enum.map(invoices, fn i ->
      fresh = DB.reload!(i)
      fresh.total_cents
    end)
  end

  def copy_lines(invoice, lines) do
    DB.transaction(fn ->
      Enum.each(lines, fn l ->
        DB.insert!(%Line{invoice_id: invoice.id, text: l.text, cents: l.cents})
      end)
    end)
  end

  def import_tariffs(rows) do
    Enum.each(rows, fn row ->
      {:ok, _} = DB.insert(struct(Tariff, row), on_conflict: {:replace, [:cents_per_kg]}, conflict_target: :code, returning: true)
    end)
  end

  def bulk(lines) do
    lines
    |> Enum.with_index()
    |> Enum.reduce(Multi.new(), fn {l, i}, multi -> Multi.insert(multi, {:line, i}, l) end)
    |> DB.transaction()
  end

  def convert(items) do
    Enum.map(items, fn item ->
      rate = DB.get!(Rate, item.currency)
      Decimal.div(item.cents, rate.per_euro)
    end)
  end

  def settle(invoice_id) do
    DB.transaction(fn ->
      invoice = DB.one!(from i in Invoice, where: i.id == ^invoice_id, lock: "FOR UPDATE")
      {:ok, receipt} = Freight.Bank.charge(invoice)
      invoice |> Ecto.Changeset.change(paid_at: receipt.at) |> DB.update!()
    end)
  end

  def yearly(year) do
    rows = DB.all(from(i in Invoice, where: fragment("extract(year from ?)", i.due_on) == ^year, group_by: i.currency, select: {i.currency, sum(i.total_cents)}), timeout: 2_000)
    Map.new(rows)
  end

  def register(attrs) do
    with {:ok, account} <- %Account{} |> Ecto.Changeset.cast(attrs, [:email, :name]) |> Ecto.Changeset.unique_constraint(:email) |> DB.insert() do
      {:ok, account}
    end
  end
end
