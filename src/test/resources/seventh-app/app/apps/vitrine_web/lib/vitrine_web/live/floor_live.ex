defmodule VitrineWeb.FloorLive do
  use VitrineWeb, :live_view
  import Ecto.Query
  alias Vitrine.{Catalogue, Climate, Repo, Shows}
  alias Vitrine.Shows.Slot

  @impl true
  def mount(_params, _session, socket) do
    if connected?(socket), do: Phoenix.PubSub.subscribe(Vitrine.PubSub, "floor")
    sensors = Repo.all(from s in Climate.Sensor, where: s.room == ^socket.assigns.room, order_by: s.serial)
    waiting = Repo.aggregate(from(a in Shows.Admission, where: a.state == :held), :count)
    {:ok, assign(socket, sensors: sensors, waiting: waiting)}
  end

  @impl true
  def handle_params(%{"day" => day}, _uri, socket) do
    slots = Repo.all(from s in Slot, where: s.starts_at >= ^day, order_by: s.starts_at, limit: 20)
    {:noreply, stream(socket, :slots, slots, reset: true)}
  end

  @impl true
  def handle_event("fill", %{"ids" => ids}, socket) do
    fill = Enum.map(ids, fn id -> Repo.one(from a in Shows.Admission, where: a.slot_id == ^id, select: count(a.id)) end)
    {:noreply, assign(socket, :fill, fill)}
  end

  def handle_event("load-more", %{"after" => cursor}, socket) do
    works = Repo.all(from w in Catalogue.Work, where: w.id > ^cursor, order_by: w.id, limit: 25)
    {:noreply, stream(socket, :works, works)}
  end

  @impl true
  def handle_info({:moved, ids}, socket) do
    works =
      for id <- ids do
        Repo.get!(Catalogue.Work, id)
      end

    {:noreply, stream(socket, :works, works)}
  end

  def handle_info(:samples, socket) do
    {:noreply, assign(socket, :board, Climate.board(Climate.sensors()))}
  end

  def handle_info(:ticket_sold, socket) do
    waiting = Repo.aggregate(from(a in Shows.Admission, where: a.state == :held), :count)
    {:noreply, assign(socket, :waiting, waiting)}
  end
end
