defmodule Mix.Tasks.Freight.Rezone do
  use Mix.Task
  import Ecto.Query
  alias Freight.Core.Ledger.Tariff
  alias Freight.DB

  def run(_) do
    Mix.Task.run("app.start")

    for tariff <- DB.all(from t in Tariff, where: is_nil(t.zone)) do
      {:ok, _} = DB.update(Ecto.Changeset.change(tariff, zone: Freight.Zones.guess(tariff.code)))
    end
  end
end
