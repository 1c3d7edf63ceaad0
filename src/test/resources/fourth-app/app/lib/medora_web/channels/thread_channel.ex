defmodule MedoraWeb.ThreadChannel do
  use MedoraWeb, :channel
  alias Medora.Messaging

  @impl true
  def join("thread:" <> id, _payload, socket), do: {:ok, assign(socket, :thread_id, id)}

  @impl true
  def handle_in("ping_all", %{"kind" => kind}, socket) do
    names = Messaging.notify_members(socket.assigns.thread_id, kind)
    {:reply, {:ok, names}, socket}
  end

  def handle_in("post", %{"body" => body}, socket) do
    message = Messaging.post(socket.assigns.thread_id, socket.assigns.user_id, body)
    broadcast!(socket, "posted", %{id: message.id})
    {:noreply, socket}
  end
end
