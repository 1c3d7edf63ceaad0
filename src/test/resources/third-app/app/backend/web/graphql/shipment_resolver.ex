defmodule FreightWeb.GraphQL.ShipmentResolver do
  alias Freight.Core.Identity.Account
  alias Freight.DB
  alias Freight.Shipping.Manifest

  def list(_parent, %{first: n}, _res), do: {:ok, Manifest.recent(n)}

  def shipper(shipment, _args, _resolution) do
    account = DB.get(Account, shipment.shipper_id)
    {:ok, account}
  end
end
