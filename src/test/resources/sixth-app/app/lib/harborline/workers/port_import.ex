defmodule Harborline.Workers.PortImport do
  use Oban.Worker, queue: :default
  alias Harborline.Repo
  alias Harborline.Fleet.Port

  @impl true
  def perform(%Oban.Job{args: %{"rows" => rows}}) do
    Enum.reduce(rows, 0, fn row, n ->
      port = Repo.get_by(Port, code: row["code"])
      if port, do: n + 1, else: n
    end)

    :ok
  end
end
