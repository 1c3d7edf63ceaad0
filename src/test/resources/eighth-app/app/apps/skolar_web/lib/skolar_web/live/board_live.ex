defmodule SkolarWeb.BoardLive do
  use SkolarWeb, :live_view
  import Ecto.Query
  alias Skolar.{Repo, Timetable}
  alias Skolar.Timetable.{Lesson, Room}

  @impl true
  def mount(%{"day" => day}, _session, socket) do
    rooms = Repo.all(from r in Room, order_by: r.name)
    taken = Repo.aggregate(from(l in Lesson, where: fragment("?::date", l.starts_at) == ^Date.from_iso8601!(day)), :count)
    {:ok, assign(socket, rooms: rooms, taken: taken, day: day)}
  end

  @impl true
  def handle_event("highlight", %{"ids" => ids}, socket) do
    busy =
      Map.new(ids, fn id ->
        next = Repo.one(from l in Lesson, where: l.room_id == ^id and l.starts_at > ^DateTime.utc_now(), order_by: l.starts_at, limit: 1)
        {id, next && next.topic}
      end)

    {:noreply, assign(socket, busy: busy)}
  end

  def handle_event("search", %{"q" => q}, socket) do
    found = Repo.all(from r in Room, where: ilike(r.name, ^"#{q}%"), limit: 8)
    {:noreply, assign(socket, found: found)}
  end

  @impl true
  def handle_info({:lessons_moved, ids}, socket) do
    lessons = Enum.map(ids, fn id -> Repo.get!(Lesson, id) |> Repo.preload(:section) end)
    {:noreply, stream(socket, :lessons, lessons)}
  end

  def handle_info(:refresh, socket) do
    term = Timetable.current_term()
    count = Repo.aggregate(from(l in Lesson, where: l.cancelled), :count)
    {:noreply, assign(socket, cancelled: count, term: term)}
  end
end
