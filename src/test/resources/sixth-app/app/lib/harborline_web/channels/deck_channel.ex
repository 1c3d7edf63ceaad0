defmodule HarborlineWeb.DeckChannel do
  use Phoenix.Channel
  alias Harborline.Repo
  alias Harborline.Sales.Ticket

  def join("deck:" <> id, _payload, socket) do
    deck = Repo.get!(Harborline.Fleet.Deck, id)
    {:ok, %{deck: deck.name}, assign(socket, deck: deck)}
  end

  def handle_in("scan_many", %{"codes" => codes}, socket) do
    found = for code <- codes, ticket = Repo.get_by(Ticket, code: code), do: ticket.id
    {:reply, {:ok, %{found: found}}, socket}
  end
end
