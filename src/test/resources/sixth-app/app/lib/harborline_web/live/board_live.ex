defmodule HarborlineWeb.BoardLive do
  use HarborlineWeb, :live_view
  import Ecto.Query
  alias Harborline.{Fleet, Repo, Timetable}

  def mount(_params, %{"member_id" => id}, socket) do
    notices = Repo.all(from n in Harborline.Messaging.Notice, where: n.member_id == ^id, order_by: [desc: n.due_at], limit: 30)
    unread = Repo.aggregate(from(n in Harborline.Messaging.Notice, where: n.member_id == ^id and n.state == "new"), :count)
    {:ok, socket |> assign(unread: unread) |> stream(:notices, notices), temporary_assigns: [flash_rows: []]}
  end

  def handle_params(%{"port" => port}, _uri, socket) do
    sailings = Timetable.departures(port)
    {:noreply, stream(socket, :sailings, sailings, reset: true)}
  end

  def handle_event("positions", %{"ids" => ids}, socket) do
    positions = Map.new(ids, fn id -> {id, Fleet.latest_position(id)} end)
    {:noreply, assign(socket, positions: positions)}
  end

  def handle_info({:sailing_changed, id}, socket) do
    sailing = Repo.get!(Timetable.Sailing, id)
    {:noreply, stream_insert(socket, :sailings, sailing)}
  end
end
