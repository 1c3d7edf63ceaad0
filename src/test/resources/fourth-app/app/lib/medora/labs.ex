defmodule Medora.Labs do
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Labs.{Order, Result}
  alias Medora.Pharmacy.Prescription

  def latest_results(orders) do
    for order <- orders, into: %{} do
      {order.id, last_result(order)}
    end
  end

  defp last_result(order) do
    Result
    |> join(:inner, [r], o in assoc(r, :lab_order))
    |> where([r, o], o.id == ^order.id and o.state == "done")
    |> order_by([r], desc: r.measured_at)
    |> limit(1)
    |> Repo.one()
  end

  # a feed of mixed things: each kind is looked up on its own
  def feed(items) do
    Enum.map(items, fn item ->
      case item do
        {:lab, id} ->
          order = Repo.get(Order, id)
          {:lab, order && order.test}

        {:rx, id} ->
          rx = Repo.get(Prescription, id)
          {:rx, rx && rx.state}
      end
    end)
  end

  def last_measured(patient_ids) do
    Map.new(patient_ids, fn id ->
      at = Repo.aggregate(from(r in Result, join: o in assoc(r, :lab_order), where: o.patient_id == ^id), :max, :measured_at)
      {id, at}
    end)
  end

  def documents(owners) do
    Enum.map(owners, fn %struct{id: id} ->
      files = Repo.all(from d in Medora.Files.Document, where: d.owner_type == ^to_string(struct) and d.owner_id == ^id and is_nil(d.deleted_at))
      {id, files}
    end)
  end

  # fine
  def claim_next do
    Repo.transaction(fn ->
      order = Repo.one(from o in Order, where: o.state == "queued", order_by: o.inserted_at, limit: 1, lock: "FOR UPDATE SKIP LOCKED")
      order && (order |> Ecto.Changeset.change(state: "running") |> Repo.update!())
    end)
    |> elem(1)
  end

  def receive_result(id) do
    order = Repo.get(Order, id)
    order && order.state
  end
end
