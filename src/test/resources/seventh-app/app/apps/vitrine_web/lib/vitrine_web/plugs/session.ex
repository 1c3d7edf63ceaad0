defmodule VitrineWeb.Plugs.Session do
  import Plug.Conn
  alias Vitrine.{Repo, People.Visitor}

  def init(opts), do: opts

  def call(conn, _opts) do
    visitor = Repo.get(Visitor, get_session(conn, :visitor_id))
    assign(conn, :visitor, visitor)
  end
end
