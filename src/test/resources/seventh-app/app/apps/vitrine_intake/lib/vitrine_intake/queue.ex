defmodule VitrineIntake.Queue do
  use GenServer
  import Ecto.Query
  alias Vitrine.Repo

  def handle_info(:poll, state) do
    Repo.transaction(fn ->
      Repo.all(from e in "outbox", where: is_nil(e.sent_at), order_by: e.id, limit: 50, lock: "FOR UPDATE SKIP LOCKED", select: %{id: e.id, payload: e.payload})
    end)

    Process.send_after(self(), :poll, 1_000)
    {:noreply, state}
  end
end
