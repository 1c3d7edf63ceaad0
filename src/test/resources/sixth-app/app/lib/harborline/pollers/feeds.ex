defmodule Harborline.Pollers.Feeds do
  use GenServer
  import Ecto.Query
  alias Harborline.Repo

  def init(state), do: {:ok, state}

  def handle_info(:tick, %{feeds: feeds} = state) do
    seen =
      Map.new(feeds, fn feed ->
        {feed, Repo.one(from c in "feed_cursors", where: c.feed == ^feed, select: c.position)}
      end)

    {:noreply, Map.put(state, :seen, seen)}
  end

  def handle_info(:refresh, state) do
    rates = Repo.all(from r in "fx_rates", select: {r.currency, r.rate})
    {:noreply, Map.put(state, :rates, Map.new(rates))}
  end
end
