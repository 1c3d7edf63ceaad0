defmodule HarborlineWeb.SailingController do
  use HarborlineWeb, :controller
  alias Harborline.{Loyalty, Ops, Sales, Timetable}

  def index(conn, %{"port" => port}), do: render(conn, :index, sailings: Timetable.departures(port))

  def show(conn, %{"id" => id}) do
    sailing = Timetable.get!(id)
    render(conn, :show, sailing: sailing)
  end

  def manifest(conn, %{"port" => port}), do: json(conn, port |> Timetable.departures() |> Timetable.manifest())

  def load(conn, %{"port" => port}), do: json(conn, port |> Timetable.departures() |> Timetable.load_factor())

  def revenue(conn, %{"port" => port}) do
    sailings = Timetable.departures(port)
    json(conn, Enum.map(sailings, fn s -> Timetable.revenue(s) end))
  end

  def settings(conn, _params) do
    theme = %{name: Ops.setting("theme"), banner: banner()}
    render(conn, :settings, theme: theme, footer: footer(), limits: limits())
  end

  defp banner do
    text = Ops.setting("theme")
    "#{text}-banner"
  end

  defp footer, do: %{style: Ops.setting("theme"), lang: Ops.setting("theme")}

  defp limits, do: [Ops.setting("theme"), Ops.setting("theme")]

  def clubs(conn, %{"club" => club}) do
    members = Harborline.Repo.all(Ecto.Query.from(m in Loyalty.Member, limit: 9))
    json(conn, {club, Loyalty.clubs_of(members)})
  end

  def dashboard(conn, _params), do: json(conn, Sales.states())
end
