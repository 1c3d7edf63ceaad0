defmodule Harborline.Workers.Notify do
  use Oban.Worker, queue: :mail
  alias Harborline.Repo
  alias Harborline.Messaging.Notice

  @impl true
  def perform(%Oban.Job{args: %{"notice_id" => id}}) do
    notice = Repo.get!(Notice, id)
    {:ok, _} = notice |> Ecto.Changeset.change(state: "sent") |> Repo.update()
    :ok
  end
end
