defmodule FreightWeb.BoardLive do
  use FreightWeb, :live_view
  import Ecto.Query
  alias Freight.Core.Files.Attachment
  alias Freight.Core.Network.Dock
  alias Freight.Core.Shipping.{Offer, Shipment}
  alias Freight.DB

  def mount(%{"hub" => hub}, _session, socket) do
    docks = DB.all(from d in Dock, where: d.hub_id == ^hub, order_by: d.label)
    moving = DB.all(from s in Shipment, where: s.state == :moving, order_by: [desc: s.updated_at], limit: 30)
    {:ok, socket |> assign(:docks, docks) |> stream(:shipments, moving)}
  end

  def handle_info({:arrived, ids}, socket) do
    socket =
      Enum.reduce(ids, socket, fn id, acc ->
        stream_insert(acc, :shipments, DB.get!(Shipment, id))
      end)

    {:noreply, socket}
  end

  def handle_info({:moved, id}, socket) do
    shipment = DB.get!(Shipment, id)
    {:noreply, stream_insert(socket, :shipments, shipment)}
  end

  def handle_event("suggest", %{"q" => q}, socket) do
    found = DB.all(from s in Shipment, where: like(s.reference, ^"#{q}%"), limit: 5, select: s.reference)
    {:noreply, assign(socket, :found, found)}
  end

  def handle_event("accept_all", %{"ids" => ids}, socket) do
    for id <- ids do
      offer = DB.get!(Offer, id)
      send(self(), {:accepted, offer.shipment_id})
    end

    {:noreply, socket}
  end

  def files(owner_type, owner_id) do
    files = DB.all(from a in Attachment, where: a.owner_type == ^owner_type and a.owner_id == ^owner_id, select: a.filename)
    Enum.join(files, ", ")
  end

  def render(assigns) do
    ~H"""
    <ul>
      <li :for={s <- @rows}><%= s.reference %>: <%= files("shipment", s.id) %></li>
    </ul>
    """
  end
end
