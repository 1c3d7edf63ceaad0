defmodule Freight.Shipping.Tracking do
  @moduledoc "Long-lived processes."
  use GenServer
  import Ecto.Query
  alias Freight.Core.Network.{Dock, Hub}
  alias Freight.DB

  def init(keys), do: {:ok, keys}

  def handle_info(:refresh, keys) do
    board =
      Enum.map(keys, fn code ->
        hub = DB.get_by!(Hub, code: code)
        {code, hub.name}
      end)

    {:noreply, Map.new(board)}
  end

  def handle_call({:open_docks, hub_id}, _from, state) do
    docks = DB.all(from d in Dock, where: d.hub_id == ^hub_id and d.open)
    {:reply, docks, state}
  end
end
