defmodule SkolarJobs.RoomWatch do
  use GenServer
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Timetable.{Lesson, Room}

  def start_link(opts), do: GenServer.start_link(__MODULE__, opts, name: __MODULE__)

  @impl true
  def init(opts) do
    Repo.put_school(opts[:school])
    {:ok, %{}, {:continue, :tick}}
  end

  @impl true
  def handle_continue(:tick, state), do: handle_info(:tick, state)

  @impl true
  def handle_info(:tick, _state) do
    Process.send_after(self(), :tick, :timer.seconds(30))
    {:noreply, Map.new(Repo.all(Room), &{&1.id, next_lesson(&1)})}
  end

  defp next_lesson(room) do
    lesson = Repo.one(from l in Lesson, where: l.room_id == ^room.id and l.starts_at > ^DateTime.utc_now(), order_by: [asc: l.starts_at], limit: 1, select: [:id, :starts_at, :topic])
    lesson && lesson.topic
  end
end
