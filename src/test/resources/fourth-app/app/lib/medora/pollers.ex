defmodule Medora.ReminderPoller do
  use GenServer
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Scheduling.Reminder

  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, name: __MODULE__)

  @impl true
  def init(opts), do: {:ok, schedule(Map.new(opts))}

  @impl true
  def handle_info(:tick, state) do
    due = Repo.all(from r in Reminder, where: is_nil(r.sent_at) and r.send_at <= ^DateTime.utc_now(), limit: 25)

    Enum.each(due, fn reminder ->
      appointment = Repo.get!(Medora.Scheduling.Appointment, reminder.appointment_id)
      Medora.Sms.send(appointment.reason, reminder.channel)
    end)

    {:noreply, schedule(state)}
  end

  defp schedule(state) do
    Process.send_after(self(), :tick, 30_000)
    state
  end
end

defmodule Medora.Outbox do
  use GenServer
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Messaging.Notification

  def init(state), do: {:ok, state, {:continue, :poll}}

  def handle_info(:poll, state) do
    rows = Repo.all(from n in Notification, where: is_nil(n.read_at), order_by: n.inserted_at, limit: 50)
    {:noreply, Map.put(state, :pending, length(rows))}
  end

  def handle_info(:beat, state) do
    Repo.query!("SELECT 1")
    {:noreply, state}
  end

  # LISTEN/NOTIFY: one message a changed row
  def handle_info({:notification, _pid, _ref, "labs", id}, state) do
    state = Map.put(state, :last, Medora.Labs.receive_result(id))
    {:noreply, state}
  end
end

defmodule Medora.Flags do
  import Ecto.Query

  def enabled?(name) do
    row = Medora.Repo.one(from f in "feature_flags", where: f.name == ^name, select: f.enabled)
    row == true
  end
end
