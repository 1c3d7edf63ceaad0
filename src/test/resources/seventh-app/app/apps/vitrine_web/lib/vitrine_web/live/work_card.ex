defmodule VitrineWeb.WorkCard do
  use VitrineWeb, :live_component
  alias Vitrine.{Catalogue, Repo}

  @impl true
  def update(%{work: work} = assigns, socket) do
    location = Repo.get(Catalogue.Location, work.location_id)
    {:ok, socket |> assign(assigns) |> assign(:location, location)}
  end

  @impl true
  def render(assigns) do
    ~H"""
    <div id={@id}>{@work.title} ({@location.name})</div>
    """
  end
end
