defmodule VitrineWeb.WorkHTML do
  use VitrineWeb, :html
  alias Vitrine.{Catalogue, Lending}

  def index(assigns) do
    ~H"""
    <ul>
      <li :for={work <- @works}>{work.title}, {Catalogue.artist_name(work)}</li>
    </ul>
    """
  end

  attr :work, :map, required: true

  def lent_badge(assigns) do
    assigns = assign(assigns, :count, Lending.active_count(assigns.work.id))

    ~H"""
    <span class="badge">{@count}</span>
    """
  end

  def board(assigns) do
    ~H"""
    <.lent_badge :for={work <- @works} work={work} />
    """
  end
end
