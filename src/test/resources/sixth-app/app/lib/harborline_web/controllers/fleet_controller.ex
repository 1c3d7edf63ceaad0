defmodule HarborlineWeb.FleetController do
  use HarborlineWeb, :controller
  alias Harborline.Fleet
  alias Harborline.Repo

  def index(conn, _params) do
    vessels = Fleet.list_active()
    render(conn, :index, plan: Fleet.deck_plan(vessels))
  end

  def ports(conn, _params), do: json(conn, Fleet.list_active() |> Fleet.with_home_port())

  def board(conn, %{"ids" => ids}), do: json(conn, Fleet.status_board(ids))

  def clearance(conn, _params) do
    vessels = Fleet.list_active()
    json(conn, Map.new(vessels, fn v -> {v.name, Fleet.open_incident?(v)} end))
  end

  def berths(conn, %{"vessel" => id}) do
    decks = Repo.all(Ecto.assoc(%Fleet.Vessel{id: id}, :decks))
    json(conn, Map.new(decks, fn d -> {d.name, Fleet.berth_total(d)} end))
  end

  def chain(conn, %{"port" => id}) do
    port = Repo.get!(Fleet.Port, id)
    json(conn, Fleet.authority_chain(port))
  end
end
