defmodule Clinic.Wards do
  import Ecto.Query
  alias Clinic.Pharmacy.DrugOrder
  alias Clinic.Storage
  alias Clinic.Wards.{Bed, Stay, Ward}

  def occupancy(site_id) do
    wards = Ward |> where(site_id: ^site_id) |> order_by(:floor) |> Storage.all()
    wards |> Enum.map(&free_beds/1) |> Enum.sum()
  end

  def free_beds(%Ward{id: id}),
    do: Bed |> where([b], b.ward_id == ^id and b.state == :free) |> Storage.aggregate(:count)

  @doc "Everything a round needs, ward by ward, bed by bed."
  def round(site_id) do
    Ward
    |> where(site_id: ^site_id)
    |> Storage.all()
    |> Enum.map(fn ward ->
      beds = Storage.all(from b in Bed, where: b.ward_id == ^ward.id, order_by: b.label)
      %{ward: ward, beds: Enum.map(beds, &bed_card/1)}
    end)
  end

  defp bed_card(bed) do
    stays = Storage.all(from s in Stay, where: s.bed_id == ^bed.id and is_nil(s.left_at))
    %{bed: bed, orders: Enum.flat_map(stays, &open_orders/1)}
  end

  defp open_orders(stay) do
    orders = Storage.all(from o in DrugOrder, where: o.stay_id == ^stay.id and is_nil(o.given_at))
    Enum.map(orders, & &1.dose)
  end

  def board(site_id), do: Ward |> where(site_id: ^site_id) |> order_by(:floor) |> preload(beds: :stays) |> Storage.all()

  def move(stay_id, from_bed, to_bed) do
    Storage.transaction(fn ->
      Storage.update_all(from(b in Bed, where: b.id == ^from_bed), set: [state: :cleaning])
      Storage.update_all(from(b in Bed, where: b.id == ^to_bed), set: [state: :taken])
      Storage.update_all(from(s in Stay, where: s.id == ^stay_id), set: [bed_id: to_bed])
    end)
  end

  def beds_in(tenants) do
    Enum.map(tenants, fn tenant ->
      count = Storage.aggregate(Bed, :count, prefix: tenant)
      {tenant, count}
    end)
  end
end
