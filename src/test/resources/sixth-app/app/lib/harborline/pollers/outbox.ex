defmodule Harborline.Pollers.Outbox do
  use GenServer
  import Ecto.Query
  alias Harborline.Repo
  alias Harborline.Messaging.Notice

  def init(state), do: {:ok, state}

  def handle_info(:tick, state) do
    {:ok, _} =
      Repo.transaction(fn ->
        due = Repo.all(from n in Notice, where: n.state == "due" and n.due_at <= ^DateTime.utc_now(), order_by: n.due_at, limit: 20, lock: "FOR UPDATE SKIP LOCKED")
        length(due)
      end)

    {:noreply, state}
  end
end
