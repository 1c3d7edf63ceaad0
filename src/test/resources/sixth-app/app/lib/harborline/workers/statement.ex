defmodule Harborline.Workers.Statement do
  use Oban.Worker, queue: :mail
  import Ecto.Query
  alias Harborline.Repo
  alias Harborline.Sales.Payment

  @impl true
  def perform(%Oban.Job{args: %{"member_ids" => ids}}) do
    for id <- ids do
      total = Repo.one(from p in Payment, join: b in assoc(p, :booking), where: b.member_id == ^id, select: sum(p.amount))
      Harborline.Mailer.statement(id, total)
    end

    :ok
  end
end
