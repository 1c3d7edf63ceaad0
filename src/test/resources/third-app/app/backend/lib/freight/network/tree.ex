defmodule Freight.Network.Tree do
  import Ecto.Query
  alias Freight.Core.Network.{Driver, Hub, Vehicle}
  alias Freight.DB

  def ancestors(nil), do: []

  def ancestors(id) do
    hub = DB.get!(Hub, id)
    [hub | ancestors(hub.parent_id)]
  end

  def subtree(hub) do
    children = DB.all(from h in Hub, where: h.parent_id == ^hub.id, order_by: h.code)
    %{hub: hub.code, children: Enum.map(children, &subtree/1)}
  end

  def descendants_count(ids) do
    Enum.map(ids, fn id ->
      start = from h in Hub, where: h.id == ^id
      step = from h in Hub, join: t in "tree", on: h.parent_id == t.id
      n = {"tree", Hub} |> recursive_ctes(true) |> with_cte("tree", as: ^union_all(start, ^step)) |> DB.aggregate(:count)
      {id, n}
    end)
  end

  def garage(drivers) do
    Enum.map(drivers, fn driver ->
      plates = driver |> Ecto.assoc(:vehicles) |> order_by(:plate) |> DB.all() |> Enum.map(& &1.plate)
      {driver.name, plates}
    end)
  end

  def fleet(carrier_id) do
    list = DB.all(from d in Driver, where: d.carrier_id == ^carrier_id, order_by: d.name)
    list
  end

  def vehicles(carrier_id) do
    list = DB.all(from v in Vehicle, where: v.carrier_id == ^carrier_id)
    list
  end
end
