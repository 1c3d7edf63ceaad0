defmodule HarborlineWeb.Resolvers.Sailings do
  alias Harborline.{Repo, Timetable}

  def list(_, %{port: port}, _), do: {:ok, Timetable.departures(port)}

  def vessel(sailing, _args, _resolution) do
    vessel = Repo.get(Harborline.Fleet.Vessel, sailing.vessel_id)
    {:ok, vessel}
  end
end
