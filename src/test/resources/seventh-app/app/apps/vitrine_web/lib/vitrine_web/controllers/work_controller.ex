defmodule VitrineWeb.WorkController do
  use VitrineWeb, :controller
  alias Vitrine.{Catalogue, Lending, People, Shows}

  def reports(conn, _params), do: render(conn, :reports, works: Catalogue.works_with_reports(Catalogue.newest_works()))
  def labels(conn, _params), do: json(conn, Catalogue.labels(Catalogue.newest_works()))
  def keywords(conn, _params), do: render(conn, :keywords, works: Catalogue.with_keywords(Catalogue.newest_works()))
  def available(conn, _params), do: render(conn, :available, works: Catalogue.available(Catalogue.newest_works()))
  def portfolio(conn, _params), do: json(conn, Map.new(Catalogue.portfolio(Catalogue.newest_works())))
  def gallery(conn, _params), do: json(conn, Catalogue.gallery(Catalogue.newest_works()))
  def tags(conn, _params), do: json(conn, Catalogue.tag_lines(Catalogue.newest_works()))
  def hang_list(conn, _params), do: json(conn, Shows.hang_list())
  def sold(conn, %{"id" => id}), do: json(conn, Shows.sold(Shows.slots_of(id)))

  def edit(conn, %{"id" => id}) do
    visitor = conn.assigns.visitor
    allowed = Enum.filter([:edit, :lend, :show, :void, :print, :move], &People.can?(visitor, &1))
    render(conn, :edit, id: id, allowed: allowed)
  end

  def borrowers(conn, %{"loans" => loans}), do: text(conn, Lending.borrower_names(loans))
end
