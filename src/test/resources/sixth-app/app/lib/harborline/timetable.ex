defmodule Harborline.Timetable do
  import Ecto.Query
  alias Harborline.{Repo, Store}
  alias Harborline.Timetable.Sailing
  alias Harborline.Sales.{Booking, Passenger, Fare}

  def departures(port_id) do
    sailings = Repo.all(from s in Sailing, where: s.origin_id == ^port_id and s.state == :planned, order_by: s.departs_at, limit: 10)
    Enum.filter(sailings, & &1.vessel_id)
  end

  def manifest(sailings) do
    Enum.map(sailings, fn sailing ->
      bookings = Repo.all(from b in Booking, where: b.sailing_id == ^sailing.id and b.state == :paid)

      Enum.map(bookings, fn booking ->
        people = Repo.all(from p in Passenger, where: p.booking_id == ^booking.id, order_by: p.full_name)
        {booking.reference, Enum.map(people, & &1.full_name)}
      end)
    end)
  end

  def load_factor(sailings) do
    Enum.map(sailings, fn s ->
      {s.id, Repo.aggregate(from(b in Booking, where: b.sailing_id == ^s.id), :count)}
    end)
  end

  def revenue(sailing) do
    stats = Repo.one(from b in Booking, where: b.sailing_id == ^sailing.id, select: %{n: count(b.id), cents: sum(b.total_cents)})
    Map.merge(%{sailing: sailing.id}, stats)
  end

  def fare_table(pairs) do
    Enum.map(pairs, fn {sailing_id, class} ->
      fare = Repo.get_by!(Fare, sailing_id: sailing_id, class: class)
      {class, fare.amount_cents}
    end)
  end

  def tickets_one_by_one(bookings) do
    Enum.flat_map(bookings, fn b ->
      Repo.all(from t in Harborline.Sales.Ticket, where: t.booking_id in ^[b.id])
    end)
  end

  def between(from_ts, to_ts) do
    rows = Repo.all(from s in Sailing, where: s.departs_at >= ^from_ts and s.departs_at < ^to_ts and s.state != :cancelled, select: s.id)
    Enum.sort(rows)
  end

  def count_between(from_ts, to_ts) do
    n = Repo.one(from s in Sailing, where: s.departs_at >= ^from_ts, where: s.departs_at < ^to_ts, where: s.state != :cancelled, select: count(s.id))
    n || 0
  end

  def seats_between(from_ts, to_ts) do
    filter = dynamic([s], s.state != :cancelled)
    filter = dynamic([s], s.departs_at >= ^from_ts and s.departs_at < ^to_ts and ^filter)
    n = Repo.one(from s in Sailing, where: ^filter, select: sum(s.seats_left))
    n || 0
  end

  def busiest_between(from_ts, to_ts) do
    q = from s in Sailing, where: s.departs_at < ^to_ts and s.departs_at >= ^from_ts and s.state != :cancelled, order_by: s.seats_left, limit: 5
    rows = Repo.all(q)
    Enum.map(rows, & &1.id)
  end

  def on_day(date) do
    rows = Repo.all(from s in Sailing, where: fragment("?::date", s.departs_at) == ^date, select: s.id)
    Enum.sort(rows)
  end

  def in_month(text) do
    rows = Repo.all(from s in Sailing, where: fragment("to_char(?, 'YYYY-MM')", s.departs_at) == ^text, select: s.id)
    Enum.sort(rows)
  end

  def in_year(year) do
    n = Repo.one(from s in Sailing, where: fragment("date_part('year', ?)", s.departs_at) == ^year, select: count())
    n || 0
  end

  def history(page) do
    query = from s in Sailing, where: s.state == :departed, order_by: [desc: s.departs_at], select: %{id: s.id, at: s.departs_at}
    Store.page(query, page, 25)
  end

  def everything do
    rows = Repo.all(from s in Sailing, where: s.state == :departed)
    Enum.group_by(rows, & &1.vessel_id)
  end

  def fresh do
    rows = Repo.all(from s in Sailing, where: fragment("? > now() - interval '7 days'", s.inserted_at), select: s.id)
    Enum.sort(rows)
  end

  def without_notes do
    rows = Repo.all(from s in Sailing, where: fragment("? IS NULL", s.notes), select: s.id, limit: 5)
    Enum.sort(rows)
  end

  def export(fun) do
    Stream.unfold(0, fn last ->
      rows = Repo.all(from s in Sailing, where: s.id > ^last, order_by: s.id, limit: 500, select: {s.id, s.state})
      if rows == [], do: nil, else: {fun.(rows), rows |> List.last() |> elem(0)}
    end)
    |> Stream.run()
  end

  def export_pages(pages) do
    Enum.each(pages, fn page ->
      rows = Repo.all(from s in Sailing, order_by: s.id, limit: 200, offset: ^(page * 200), select: s.id)
      send(self(), {:rows, rows})
    end)
  end

  def stream_states do
    Repo.transaction(fn -> from(s in Sailing, select: s.state) |> Repo.stream() |> Enum.frequencies() end)
  end

  def ranked(limit) do
    ranked = from s in Sailing, windows: [w: [partition_by: s.vessel_id, order_by: [desc: s.departs_at]]], select: %{id: s.id, n: over(row_number(), :w)}
    rows = Repo.all(from r in subquery(ranked), where: r.n <= ^limit, select: r.id)
    Enum.sort(rows)
  end

  def either_way(a, b) do
    back = from s in Sailing, where: s.origin_id == ^b, select: s.id
    rows = Repo.all(from s in Sailing, where: s.origin_id == ^a, select: s.id, union_all: ^back)
    Enum.uniq(rows)
  end

  def per_month do
    rows = Repo.all(from s in Sailing, where: s.state == :departed and s.origin_id == 3, group_by: fragment("date_trunc('month', ?)", s.departs_at), select: {fragment("date_trunc('month', ?)", s.departs_at), count()})
    Map.new(rows)
  end

  def get!(id), do: Repo.get!(Sailing, id)
end
