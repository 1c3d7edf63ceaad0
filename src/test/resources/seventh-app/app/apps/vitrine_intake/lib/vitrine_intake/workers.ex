defmodule VitrineIntake.Workers.CatalogueImport do
  use Oban.Worker, queue: :default, unique: [period: 300]
  alias Vitrine.{Catalogue.Work, Repo}

  @impl Oban.Worker
  def perform(%Oban.Job{args: %{"rows" => rows}}) do
    Enum.reduce(rows, %{found: 0, missing: 0}, fn %{"no" => number}, acc ->
      case Repo.get_by(Work, accession_no: number) do
        nil -> %{acc | missing: acc.missing + 1}
        _work -> %{acc | found: acc.found + 1}
      end
    end)

    :ok
  end
end

defmodule VitrineIntake.Workers.Reminders do
  use Oban.Worker, queue: :default
  alias Vitrine.{Lending.Loan, Repo}
  import Ecto.Query

  @impl Oban.Worker
  def perform(_job) do
    due = Repo.all(from l in Loan, where: l.state == :out and l.ends_on < ^Date.utc_today(), limit: 40)
    Enum.each(due, &enqueue/1)
  end

  defp enqueue(loan), do: %{loan_id: loan.id} |> VitrineIntake.Workers.Mail.new() |> Oban.insert!()
end

defmodule VitrineIntake.Workers.Mail do
  use Oban.Worker, queue: :default
  alias Vitrine.{Lending.Loan, Repo}

  @impl Oban.Worker
  def perform(%Oban.Job{args: %{"loan_id" => id}}) do
    loan = Repo.get!(Loan, id) |> Repo.preload(:borrower)
    {:ok, _} = Vitrine.Mailer.deliver(loan)
    :ok
  end
end
