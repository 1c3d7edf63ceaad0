defmodule Medora.Workers.NoShow do
  use Oban.Worker, queue: :default, max_attempts: 3

  @impl true
  def perform(%Oban.Job{}) do
    Medora.Scheduling.no_shows(DateTime.utc_now())
    :ok
  end
end

defmodule Medora.Workers.Refill do
  use Oban.Worker, queue: :default

  @impl true
  def perform(%Oban.Job{args: %{"ids" => ids}}), do: Medora.Pharmacy.refill(ids)
end

defmodule Medora.Workers.Statement do
  use Oban.Worker, queue: :sync
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Billing.Bill

  @impl true
  def perform(%Oban.Job{args: %{"limit" => limit}}) do
    bills = Repo.all(from b in Bill, where: is_nil(b.sent_at), limit: ^limit)

    for bill <- bills do
      full = Repo.preload(bill, [:items, :payments])
      Medora.Mailer.deliver(full)
    end

    :ok
  end
end

defmodule Medora.Workers.ClinicTotals do
  use Oban.Worker, queue: :sync
  import Ecto.Query
  alias Medora.Repo

  @impl true
  def perform(%Oban.Job{args: %{"clinic_id" => id}}) do
    n = Repo.aggregate(from(p in Medora.Directory.Patient, where: p.clinic_id == ^id), :count)
    {:ok, n}
  end
end

defmodule Medora.Workers.Prices do
  use Oban.Worker, queue: :sync

  @impl true
  def perform(%Oban.Job{args: %{"codes" => codes, "clinic_id" => id}}) do
    Medora.Billing.reprice(codes, id)
    :ok
  end
end
