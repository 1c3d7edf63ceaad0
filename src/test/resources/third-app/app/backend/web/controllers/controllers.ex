defmodule FreightWeb.ManifestController do
  use FreightWeb, :controller
  alias Freight.Network.Tree
  alias Freight.Shipping.Manifest

  def today(conn, %{"shipper" => id}), do: json(conn, Manifest.of_day(id))

  def index(conn, _params) do
    json(conn, Manifest.with_carrier(Manifest.recent(11)))
  end

  def cards(conn, _params) do
    shipments = Manifest.recent(8)
    render(conn, :index, shipments: shipments)
  end

  def offers(conn, _params), do: json(conn, Manifest.recent(9) |> Manifest.offer_counts())
  def late(conn, _params), do: json(conn, Manifest.recent(7) |> Manifest.late() |> length())
  def trace(conn, %{"ids" => ids}), do: json(conn, Manifest.trace(ids))
  def legs(conn, %{"legs" => legs}), do: json(conn, Manifest.legs_of(legs))
  def volume(conn, _params), do: json(conn, Manifest.recent(8) |> Manifest.volume())
  def external(conn, %{"refs" => refs}), do: json(conn, Manifest.by_external(refs))
  def ranked(conn, %{"carriers" => ids}), do: json(conn, Manifest.ranked(ids))
  def map(conn, %{"carrier" => id}), do: json(conn, Tree.vehicles(id) |> Manifest.positions_of())
  def path(conn, %{"hub" => id}), do: json(conn, Tree.ancestors(id))
  def tree(conn, _params), do: json(conn, Tree.subtree(%{id: 1, code: "EU"}))
  def sizes(conn, %{"ids" => ids}), do: json(conn, Tree.descendants_count(ids))
  def garage(conn, %{"carrier" => id}), do: json(conn, Tree.fleet(id) |> Tree.garage())
end

defmodule FreightWeb.ManifestJSON do
  def index(%{shipments: shipments}), do: %{data: for(s <- shipments, do: card(s))}

  defp card(shipment) do
    shipment = Freight.DB.preload(shipment, [:legs, :carrier])
    %{reference: shipment.reference, carrier: shipment.carrier.name, legs: length(shipment.legs)}
  end
end

defmodule FreightWeb.LedgerController do
  use FreightWeb, :controller
  alias Freight.Ledger.{Dunning, Reports}

  def balance(conn, %{"shipper" => id}), do: json(conn, id |> Dunning.open_invoices() |> Dunning.balance())
  def lines(conn, %{"ids" => ids}), do: json(conn, ids |> Dunning.shippers() |> Dunning.lines_of())
  def price(conn, %{"rows" => rows}), do: json(conn, Dunning.price(rows))

  def remind(conn, _params) do
    Dunning.overdue(9) |> Dunning.remind()
    send_resp(conn, 204, "")
  end

  def write_off(conn, %{"ids" => ids}) do
    Dunning.write_off(ids)
    send_resp(conn, 204, "")
  end

  def recalc(conn, %{"ids" => ids}) do
    Dunning.recalc(ids)
    send_resp(conn, 204, "")
  end

  def refresh(conn, _params), do: json(conn, Dunning.overdue(8) |> Dunning.refresh())

  def purge(conn, %{"id" => id}) do
    {:ok, :done} = Dunning.purge_lines(Freight.DB.get!(Freight.Core.Ledger.Invoice, id) |> Freight.DB.preload(:lines))
    send_resp(conn, 204, "")
  end

  def copy(conn, %{"lines" => lines}) do
    {:ok, _} = Dunning.copy_lines(conn.assigns.invoice, lines)
    send_resp(conn, 201, "")
  end

  def tariffs(conn, %{"rows" => rows}) do
    Dunning.import_tariffs(rows)
    send_resp(conn, 201, "")
  end

  def bulk(conn, %{"lines" => lines}) do
    {:ok, _} = Dunning.bulk(lines)
    send_resp(conn, 201, "")
  end

  def convert(conn, %{"items" => items}), do: json(conn, Dunning.convert(items))
  def adhoc(conn, %{"currency" => c, "from" => f}), do: json(conn, Reports.adhoc(c, f))
end
