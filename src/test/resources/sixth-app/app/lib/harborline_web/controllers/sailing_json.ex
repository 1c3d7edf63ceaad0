defmodule HarborlineWeb.SailingJSON do
  alias Harborline.Repo

  def index(%{sailings: sailings}), do: %{data: for(s <- sailings, do: data(s))}

  def data(sailing) do
    sailing = Repo.preload(sailing, :vessel)
    %{id: sailing.id, vessel: sailing.vessel.name}
  end
end
