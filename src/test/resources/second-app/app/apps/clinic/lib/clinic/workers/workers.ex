defmodule Clinic.Workers.Reminders do
  use Oban.Worker, queue: :default
  alias Clinic.Scheduling

  @impl Oban.Worker
  def perform(%Oban.Job{args: %{"ids" => ids}}) do
    Scheduling.remind(ids)
    :ok
  end
end

defmodule Clinic.Workers.Refusals do
  use Oban.Worker, queue: :default

  @impl true
  def perform(%{args: %{"numbers" => numbers}}) do
    Clinic.Billing.refuse(numbers)
  end
end

defmodule Clinic.Workers.Newsletter do
  use Oban.Worker

  @impl true
  def perform(_job), do: Clinic.People.each_patient(fn _ -> :ok end)
end

defmodule Clinic.Workers.Export do
  use Oban.Worker

  @impl true
  def perform(_job) do
    rows = Stream.unfold(0, &Clinic.Scheduling.page/1) |> Enum.concat()
    {:ok, length(rows)}
  end
end

defmodule Clinic.Workers.Vacuum do
  @moduledoc "Watches the outbox: one look every two seconds."
  use GenServer
  import Ecto.Query

  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, name: __MODULE__)

  @impl true
  def init(opts), do: {:ok, opts, {:continue, :look}}

  @impl true
  def handle_continue(:look, state), do: handle_info(:look, state)

  @impl true
  def handle_info(:look, state) do
    waiting = Clinic.Storage.all(from m in "outbox", where: is_nil(m.sent_at), select: {m.id, m.topic}, limit: 20)
    Process.send_after(self(), :look, 2_000 + length(waiting))
    {:noreply, state}
  end
end

defmodule Clinic.Workers.Intake do
  @moduledoc "Readings from the wards, through RabbitMQ."
  use Broadway
  alias Clinic.{Storage, Vitals.Reading}

  @impl true
  def handle_message(_, message, _), do: message

  @impl true
  def handle_batch(:slow, messages, _info, _context) do
    Enum.each(messages, fn %{data: data} ->
      {:ok, _} =
        Storage.insert(%Reading{patient_id: data.patient, kind: data.kind, value: data.value, taken_at: data.at})
    end)

    messages
  end

  def handle_batch(:fast, messages, _info, _context) do
    _ = Clinic.Vitals.store(Enum.map(messages, & &1.data))
    messages
  end
end
