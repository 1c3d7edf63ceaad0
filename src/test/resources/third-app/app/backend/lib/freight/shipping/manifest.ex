defmodule Freight.Shipping.Manifest do
  @moduledoc "What travels today."
  import Ecto.Query
  alias Freight.Core.Network.Carrier
  alias Freight.Core.Shipping.{Leg, Offer, Parcel, Scan, Shipment}
  alias Freight.DB

  def of_day(shipper_id) do
    shipments =
      Shipment
      |> where([s], is_nil(s.deleted_at))
      |> where([s], s.shipper_id == ^shipper_id and s.state == :booked)
      |> order_by(:reference)
      |> DB.all()

    for s <- shipments, into: %{} do
      parcels = DB.all(from p in Parcel, where: p.shipment_id == ^s.id and is_nil(p.deleted_at))
      {s.reference, Enum.sum(Enum.map(parcels, & &1.grams))}
    end
  end

  def with_carrier(shipments) do
    Enum.map(shipments, fn shipment ->
      case DB.fetch(Carrier, shipment.carrier_id) do
        {:ok, carrier} -> %{shipment: shipment.reference, carrier: carrier.name, rating: carrier.rating}
        _ -> %{shipment: shipment.reference, carrier: nil, rating: nil}
      end
    end)
  end

  def recent(limit) do
    rows = DB.all(from s in Shipment, where: is_nil(s.deleted_at), order_by: [desc: s.id], limit: ^limit)
    rows
  end

  def offer_counts(shipments), do: Map.new(shipments, &{&1.id, count_offers(&1)})

  defp count_offers(shipment) do
    Offer |> where(shipment_id: ^shipment.id) |> where([o], o.state in ["sent", "accepted"]) |> DB.aggregate(:count)
  end

  def late?(shipment) do
    DB.exists?(from l in Leg, where: l.shipment_id == ^shipment.id, where: is_nil(l.arrived_at) and l.eta < ^DateTime.utc_now())
  end

  def late(shipments), do: Enum.filter(shipments, &late?/1)

  def trace(shipment_ids) do
    for id <- shipment_ids do
      parcels = DB.all(from p in Parcel, where: p.shipment_id == ^id, order_by: p.barcode)
      {id, Enum.map(parcels, &{&1.barcode, last_scans(&1)})}
    end
  end

  defp last_scans(parcel) do
    scans = DB.all(from s in Scan, where: s.parcel_id == ^parcel.id, order_by: [desc: s.scanned_at], limit: 3)
    Enum.map(scans, & &1.kind)
  end

  def leg!(shipment_id, position) do
    leg = DB.get_by!(Leg, shipment_id: shipment_id, position: position)
    %{leg | eta: DateTime.truncate(leg.eta, :second)}
  end

  def legs_of(pairs), do: for({id, pos} <- pairs, do: leg!(id, pos))

  def volume(shipments) do
    Enum.reduce(shipments, 0, fn s, acc ->
      heavy = from p in Parcel, where: p.shipment_id == ^s.id, order_by: [desc: p.grams], limit: 10
      acc + (DB.one(from h in subquery(heavy), select: sum(h.grams)) || 0)
    end)
  end

  def by_external(refs) do
    Enum.flat_map(refs, fn ref ->
      found = DB.one(from s in Shipment, where: fragment("?->>'ext_ref' = ?", s.metadata, ^ref))
      List.wrap(found)
    end)
  end

  def ranked(carrier_ids) do
    Enum.map(carrier_ids, fn id ->
      ranked = from o in Offer, where: o.carrier_id == ^id, windows: [w: [partition_by: o.shipment_id, order_by: o.price_cents]], select: %{id: o.id, rank: over(row_number(), :w)}
      best = DB.all(from r in subquery(ranked), where: r.rank == 1, select: r.id)
      {id, best}
    end)
  end

  def positions_of(vehicles) do
    vehicles
    |> Task.async_stream(fn v -> last_position(v) end, max_concurrency: 6)
    |> Enum.map(fn {:ok, p} -> p end)
  end

  defp last_position(v) do
    p = DB.one(from p in Freight.Core.Network.Position, where: p.vehicle_id == ^v.id, order_by: [desc: p.at], limit: 1)
    p && {p.lat, p.lon}
  end

  def search(term, opts) do
    Shipment
    |> where([s], fragment("to_tsvector('simple', ?) @@ plainto_tsquery('simple', ?)", s.instructions, ^term))
    |> filters(opts)
    |> DB.all()
  end

  defp filters(query, opts), do: Enum.reduce(opts, query, fn {k, v}, q -> where(q, [s], field(s, ^k) == ^v) end)

  def page(n) do
    rows = DB.all(from s in Shipment, order_by: [asc: s.inserted_at], limit: 50, offset: ^(n * 50))
    {rows, n}
  end

  def find_reference(ref) do
    found = DB.all(from s in Shipment, where: fragment("upper(?)", s.reference) == ^String.upcase(ref))
    List.first(found)
  end

  def containing(text) do
    hits = DB.all(from s in Shipment, where: ilike(s.reference, ^"%#{text}%"), limit: 20)
    Enum.map(hits, & &1.reference)
  end

  def total do
    n = DB.aggregate(Scan, :count)
    %{total: n}
  end
end
