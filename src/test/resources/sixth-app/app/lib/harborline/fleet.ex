defmodule Harborline.Fleet do
  import Ecto.Query
  alias Harborline.{Repo, Store}
  alias Harborline.Fleet.{Vessel, Deck, Cabin, Port, Incident, Reading}

  def list_active do
    query = from v in Vessel, where: is_nil(v.retired_at), order_by: v.name, limit: 12
    vessels = Repo.all(query)
    Enum.reject(vessels, &is_nil(&1.home_port_id))
  end

  def deck_plan(vessels) do
    for vessel <- vessels do
      decks = vessel |> Ecto.assoc(:decks) |> order_by(:level) |> Repo.all()
      {vessel.name, Enum.map(decks, & &1.name)}
    end
  end

  def with_home_port(vessels) do
    Enum.map(vessels, fn vessel ->
      port = Repo.get!(Port, vessel.home_port_id)
      %{name: vessel.name, port: port.name}
    end)
  end

  def latest_position(vessel_id) do
    query = from r in Reading, where: r.vessel_id == ^vessel_id and r.metric == "position", order_by: [desc: r.recorded_at], limit: 1
    reading = Repo.one(query)
    reading && {reading.value, reading.recorded_at}
  end

  def authority_chain(%Port{authority_id: nil} = port), do: [port]

  def authority_chain(%Port{authority_id: id} = port) do
    parent = Repo.get(Port, id)
    [port | authority_chain(parent)]
  end

  def status_board(vessel_ids) do
    vessel_ids
    |> Task.async_stream(fn id ->
      hours = Repo.one(from e in Harborline.Fleet.Engine, where: e.vessel_id == ^id, select: e.hours)
      {id, hours}
    end, max_concurrency: 4)
    |> Enum.map(fn {:ok, row} -> row end)
  end

  def open_incident?(vessel) do
    query = from i in Incident, where: i.vessel_id == ^vessel.id and is_nil(i.resolved_at)
    if Repo.exists?(query), do: :blocked, else: :clear
  end

  def berth_total(deck) do
    total = Repo.aggregate(from(c in Cabin, where: c.deck_id == ^deck.id), :sum, :berths)
    total || 0
  end

  def vessel_names do
    vessels = Repo.all(Vessel)
    Enum.map(vessels, & &1.name)
  end

  def incident_titles(since) do
    rows = Repo.all(from i in Incident, where: i.reported_at >= ^since, order_by: i.reported_at)
    Enum.map(rows, fn i -> {i.id, i.summary} end)
  end

  def by_tag(tag) do
    rows = Repo.all(from v in Vessel, where: ^tag in v.tags, select: v.id)
    MapSet.new(rows)
  end

  def with_ramp(kind) do
    rows = Repo.all(from v in Vessel, where: fragment("? @> ?", v.specs, ^%{"ramp" => kind}), select: v.id)
    MapSet.new(rows)
  end

  def page_loaded(page) do
    query = from v in Vessel, order_by: v.name, limit: 20, offset: ^((page - 1) * 20)
    rows = query |> Repo.all() |> Repo.preload([:decks, :engine, :home_port])
    Enum.sort_by(rows, & &1.name)
  end

  def with_decks do
    rows = Repo.all(from v in Vessel, join: d in assoc(v, :decks), where: is_nil(v.retired_at), preload: [decks: d])
    Enum.uniq(rows)
  end

  def newest_readings(ids) do
    each = from r in Reading, where: r.vessel_id == parent_as(:v).id, order_by: [desc: r.recorded_at], limit: 3
    rows = Repo.all(from v in Vessel, as: :v, where: v.id in ^ids, inner_lateral_join: r in subquery(each), on: true, select: {v.id, r.value})
    Enum.group_by(rows, &elem(&1, 0))
  end

  def critical_vessels do
    rows = Repo.all(from v in Vessel, as: :v, where: exists(from i in Incident, where: i.vessel_id == parent_as(:v).id and i.severity == :critical, select: 1), select: v.id)
    MapSet.new(rows)
  end

  def cabins(deck_ids) do
    deck_ids
    |> Enum.chunk_every(50)
    |> Enum.flat_map(fn ids -> Repo.all(from c in Cabin, where: c.deck_id in ^ids, select: {c.id, c.berths}) end)
  end

  def ports, do: :persistent_term.get(:ports, load_ports())

  defp load_ports do
    rows = Repo.all(from p in Port, order_by: p.name)
    Map.new(rows, &{&1.code, &1})
  end

  def deck(id) do
    {:ok, deck} = Store.fetch(Deck, id)
    deck
  end
end
