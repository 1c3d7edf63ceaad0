defmodule HarborlineWeb.CabinComponent do
  use HarborlineWeb, :live_component
  alias Harborline.Repo

  def update(%{cabin: cabin} = assigns, socket) do
    deck = Repo.get!(Harborline.Fleet.Deck, cabin.deck_id)
    {:ok, socket |> assign(assigns) |> assign(deck: deck)}
  end
end
