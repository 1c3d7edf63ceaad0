defmodule Skolar.Office do
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Office.{Fee, Message, Payment}

  def overdue, do: Repo.all(from f in Fee, where: is_nil(f.paid_at) and f.due_on < ^Date.utc_today(), order_by: f.due_on, limit: 40) |> Enum.reject(&is_nil(&1.pupil_id))

  def reminders do
    Enum.map(overdue(), fn fee ->
      paid = Repo.aggregate(where(Payment, [p], p.fee_id == ^fee.id), :sum, :amount) || 0
      %{fee: fee, paid: paid}
    end)
  end

  def unread(guardian), do: Message |> where([m], m.guardian_id == ^guardian.id and is_nil(m.read_at)) |> Repo.aggregate(:count)

  def last_messages(guardians) do
    Enum.map(guardians, fn %{id: id} ->
      query = from m in Message, where: m.guardian_id == ^id, order_by: [desc: m.id], limit: 3, preload: [:author]
      messages = Repo.all(query)
      {id, messages}
    end)
  end

  def settle(payments) do
    Repo.transaction(fn ->
      for %{fee_id: fee_id, amount: amount, reference: reference} <- payments do
        Repo.insert!(%Payment{fee_id: fee_id, amount: amount, reference: reference})
        Repo.update_all(from(f in Fee, where: f.id == ^fee_id), set: [paid_at: DateTime.utc_now(:second)])
      end
    end)
  end

  def charge(fee_id) do
    Repo.transact(fn ->
      fee = Repo.get!(Fee, fee_id, lock: "FOR UPDATE")
      {:ok, receipt} = Skolar.Bank.charge(fee.amount)
      Repo.update(Ecto.Changeset.change(fee, paid_at: receipt.at))
    end)
  end

  def outstanding(year_group_id), do: Repo.all(from f in Fee, join: p in assoc(f, :pupil), where: is_nil(f.paid_at) and f.due_on < ^Date.utc_today() and p.year_group_id == ^year_group_id) |> length()
  def outstanding_total, do: Repo.one(from f in Fee, where: is_nil(f.paid_at) and f.due_on < ^Date.utc_today(), select: sum(f.amount)) |> Kernel.||(0)
  def outstanding_count, do: Repo.aggregate(from(f in Fee, where: is_nil(f.paid_at) and f.due_on < ^Date.utc_today()), :count) + 0
end
