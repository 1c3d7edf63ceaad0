defmodule Clinic.Billing do
  import Ecto.Query
  alias Clinic.Billing.{Claim, Insurer, Payment}
  alias Clinic.{Archive, Storage}

  def by_insurer(state) do
    claims = Claim |> where(state: ^state) |> order_by(:number) |> limit(12) |> Storage.all()

    for claim <- claims, reduce: %{} do
      acc ->
        insurer = Storage.get!(Insurer, claim.insurer_id)
        Map.update(acc, insurer.name, claim.amount, &Decimal.add(&1, claim.amount))
    end
  end

  def outstanding(claims) do
    Enum.map(claims, fn claim ->
      paid = Storage.one(from p in Payment, where: p.claim_id == ^claim.id, select: sum(p.amount))
      {claim.number, Decimal.sub(claim.amount, paid || 0)}
    end)
  end

  def sent(size) do
    list = Storage.all(from c in Claim, where: c.state == :sent, order_by: c.sent_on, limit: ^size)
    Enum.reject(list, &is_nil(&1.sent_on))
  end

  def refuse(numbers) do
    Enum.each(numbers, fn number ->
      Storage.update_all(from(c in Claim, where: c.number == ^number), set: [state: :refused])
    end)
  end

  def await_settlement(number, tries \\ 5) do
    state = Storage.one(from c in Claim, where: c.number == ^number, select: c.state)
    if state == :settled or tries == 0, do: state, else: wait_and_ask(number, tries)
  end

  defp wait_and_ask(number, tries) do
    Process.sleep(500)
    await_settlement(number, tries - 1)
  end

  def yearly(year) do
    total =
      Archive.all(from c in Claim, where: fragment("extract(year from ?)", c.sent_on) == ^year, select: sum(c.amount))

    List.first(total)
  end

  def with_payments do
    Claim |> where(state: :sent) |> limit(20) |> preload([:payments, :insurer]) |> Storage.all()
  end

  def audit do
    Storage.query!("SELECT insurer, total FROM claims_by_insurer")
  end
end
