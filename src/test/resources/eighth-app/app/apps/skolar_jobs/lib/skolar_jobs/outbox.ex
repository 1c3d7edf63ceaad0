defmodule SkolarJobs.Outbox do
  use GenServer
  import Ecto.Query
  alias Skolar.Repo

  @impl true
  def init(_), do: {:ok, nil, 1000}

  @impl true
  def handle_info(:timeout, state) do
    Repo.transaction(fn ->
      Repo.all(from(o in "outbox", prefix: "public", where: is_nil(o.sent_at), order_by: o.id, limit: 50, lock: "FOR UPDATE SKIP LOCKED", select: map(o, [:id, :payload])))
    end)

    {:noreply, state, 1000}
  end
end
