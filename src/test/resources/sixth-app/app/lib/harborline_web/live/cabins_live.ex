defmodule HarborlineWeb.CabinsLive do
  use HarborlineWeb, :live_view
  alias Harborline.{Fleet, Repo}

  def mount(_params, _session, socket), do: {:ok, assign(socket, cabins: [])}

  def handle_event("show", _params, socket) do
    import Ecto.Query
    cabins = Repo.all(from c in Fleet.Cabin, order_by: c.number, limit: 9)
    {:noreply, assign(socket, cabins: cabins)}
  end
end
