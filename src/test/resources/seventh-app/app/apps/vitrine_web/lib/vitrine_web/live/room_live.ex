defmodule VitrineWeb.RoomLive do
  use VitrineWeb, :live_view
  alias Vitrine.{Catalogue, Lending, Repo}

  def mount(%{"id" => id}, _session, socket) do
    {:ok,
     socket
     |> assign(:room, id)
     |> assign_async(:loans, fn -> {:ok, %{loans: loans_by_work(id)}} end)}
  end

  defp loans_by_work(id) do
    id
    |> Catalogue.works_in()
    |> Enum.map(fn work -> {work.id, Lending.active_count(work.id)} end)
  end

  def render(assigns) do
    ~H"""
    <.live_component :for={work <- @works} module={VitrineWeb.WorkCard} id={work.id} work={work} />
    """
  end
end
