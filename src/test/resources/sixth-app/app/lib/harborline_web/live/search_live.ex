defmodule HarborlineWeb.SearchLive do
  use HarborlineWeb, :live_view
  import Ecto.Query
  alias Harborline.{Repo, Sales}

  def mount(_params, _session, socket) do
    if connected?(socket), do: Phoenix.PubSub.subscribe(Harborline.PubSub, "bookings")
    {:ok, socket |> assign(page_title: "Search") |> assign_async(:total, fn -> {:ok, %{total: Sales.booking_count()}} end)}
  end

  def handle_params(params, _uri, socket) do
    page = String.to_integer(params["page"] || "1")
    q = from b in Sales.Booking, where: b.channel == ^params["channel"], order_by: [desc: b.inserted_at], limit: 20, offset: ^((page - 1) * 20), select: b.reference
    rows = if connected?(socket), do: Repo.all(q), else: []
    {:noreply, assign(socket, rows: rows)}
  end
end
