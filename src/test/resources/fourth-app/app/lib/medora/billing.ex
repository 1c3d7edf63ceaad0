defmodule Medora.Billing do
  import Ecto.Query
  alias Ecto.Multi
  alias Medora.Repo
  alias Medora.Billing.{Bill, BillItem, Payment, Policy, Price}

  def balance(patient_id) do
    Repo.aggregate(from(b in Bill, where: b.patient_id == ^patient_id and b.state == "open"), :sum, :total_cents)
  end

  def open_bills(limit) do
    rows = Repo.all(from b in Bill, where: b.state == "open", order_by: b.due_on, limit: ^limit)
    rows
  end

  def outstanding(limit) do
    Enum.reduce(open_bills(limit), 0, fn bill, total ->
      paid = Repo.one(from p in Payment, where: p.bill_id == ^bill.id, select: coalesce(sum(p.cents), 0))
      total + bill.total_cents - paid
    end)
  end

  def dunning_letters(limit) do
    bills = open_bills(limit)

    Enum.filter(bills, fn bill ->
      sent? = Repo.exists?(from p in Payment, where: p.bill_id == ^bill.id and p.method == "transfer")
      not sent?
    end)
  end

  # Stream in chunks, and yet a query a row inside of the chunk
  def reprice(codes, clinic_id) do
    codes
    |> Stream.chunk_every(50)
    |> Stream.flat_map(fn chunk ->
      Enum.map(chunk, fn code ->
        price = Repo.get_by!(Price, code: code, clinic_id: clinic_id)
        {code, price.cents}
      end)
    end)
    |> Enum.to_list()
  end

  def import_payments(rows) do
    for row <- rows do
      {:ok, payment} =
        Repo.insert(%Payment{bill_id: row.bill_id, cents: row.cents}, on_conflict: {:replace, [:cents]}, conflict_target: :bill_id)

      payment.id
    end
  end

  def issue(patient_id, lines) do
    {:ok, bill} =
      Repo.transaction(fn ->
        bill = Repo.insert!(%Bill{patient_id: patient_id, number: "B"})
        Enum.each(lines, fn line -> Repo.insert!(%BillItem{bill_id: bill.id, code: line.code, cents: line.cents}) end)
        bill
      end)

    bill
  end

  def issue_all(changesets) do
    {:ok, done} =
      changesets
      |> Enum.with_index()
      |> Enum.reduce(Multi.new(), fn {changeset, n}, multi -> Multi.insert(multi, {:bill, n}, changeset) end)
      |> Repo.transaction()

    done
  end

  def drop_drafts(patient_ids) do
    Enum.each(patient_ids, fn id ->
      {n, _} = Repo.delete_all(from b in Bill, where: b.patient_id == ^id and b.state == "draft")
      send(self(), {:dropped, n})
    end)
  end

  def export(bills) do
    Enum.map(bills, fn bill ->
      items = Repo.query!("SELECT code, sum(cents) FROM bill_items WHERE bill_id = $1 GROUP BY code", [bill.id])
      {bill.number, items.rows}
    end)
  end

  def payer_stats(payer) do
    {:ok, result} = Repo.query("SELECT count(*) FROM policies WHERE payer = '#{payer}' AND valid_until > now()")
    result.rows
  end

  def settle(bill_id, gateway) do
    Repo.transaction(fn ->
      bill = Repo.one!(from b in Bill, where: b.id == ^bill_id, lock: "FOR UPDATE")
      {:ok, _} = Req.post(gateway, json: %{cents: bill.total_cents})
      bill |> Ecto.Changeset.change(state: "paid") |> Repo.update!()
    end)
    |> elem(0)
  end

  def yearly_report(year) do
    rows = Repo.all(from(b in Bill, where: fragment("extract(year from ?)", b.due_on) == ^year, group_by: b.state, select: {b.state, sum(b.total_cents)}), timeout: 5_000)
    Map.new(rows)
  end

  def transfer(a, b, cents) do
    Repo.transaction(fn ->
      {1, _} = Repo.update_all(from(p in Payment, where: p.id == ^a), inc: [cents: -cents])
      {1, _} = Repo.update_all(from(p in Payment, where: p.id == ^b), inc: [cents: cents])
    end)
    |> elem(0)
  end

  def legacy_total do
    {:ok, r} = Repo.query("SELECT sum(amount) FROM bills WHERE state = 'open'")
    r.rows
  end

  def by_number(number) do
    bill = Repo.one(from b in Bill, where: fragment("?::text", b.id) == ^number)
    bill || :none
  end

  def in_states(a, b) do
    rows = Repo.all(from x in Bill, where: fragment("? IN (?, ?)", x.state, ^a, ^b), limit: 30)
    length(rows)
  end

  # fine
  def insert_prices(rows) do
    rows |> Enum.chunk_every(1000) |> Enum.map(fn chunk -> Repo.insert_all(Price, chunk, on_conflict: :replace_all, conflict_target: [:code, :clinic_id]) |> elem(0) end)
  end

  def charge(bill_id, attempt \\ 1) do
    bill = Repo.get!(Bill, bill_id)

    case Medora.Gateway.charge(bill) do
      :ok -> :ok
      {:error, _} when attempt < 5 -> Process.sleep(attempt * 400) && charge(bill_id, attempt + 1)
      error -> error
    end
  end

  def export_page(page) do
    rows = Repo.all(from b in Bill, order_by: b.id, limit: 200, offset: ^(page * 200))
    rows
  end

  def export_all(page \\ 0, acc \\ []) do
    case export_page(page) do
      [] -> Enum.concat(acc)
      rows -> export_all(page + 1, [rows | acc])
    end
  end

  def stream_items(fun) do
    Repo.transaction(fn ->
      BillItem |> Repo.stream(max_rows: 500) |> Stream.each(fun) |> Stream.run()
    end)
    |> elem(0)
  end

  def payment_hook(reference, cents) do
    {:ok, payment} = Repo.insert(%Payment{cents: cents, method: reference}, on_conflict: :nothing, conflict_target: :method)
    payment
  end

  def overview(patient_id) do
    policy = Repo.one(from p in Policy, where: p.patient_id == ^patient_id, limit: 1)
    bills = Repo.all(from b in Bill, where: b.patient_id == ^patient_id, order_by: [desc: b.due_on], limit: 10)
    items = Repo.all(from i in BillItem, where: i.bill_id in ^Enum.map(bills, & &1.id))
    {policy, bills, items}
  end
end
