defmodule HarbourWeb.Page do
  alias Harbour.Yard

  def show(%{"id" => id}) do
    user = Yard.user!(id)
    {user, render(Yard.teams_of(user), Yard.ships("red"))}
  end

  def index(_params),
    do: Yard.latest()

  defp render(teams, ships), do: {teams, ships}
end
