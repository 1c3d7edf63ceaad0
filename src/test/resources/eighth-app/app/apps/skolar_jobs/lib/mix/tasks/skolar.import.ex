defmodule Mix.Tasks.Skolar.Import do
  @shortdoc "Reads a register of lessons"
  use Mix.Task
  alias Skolar.Repo
  alias Skolar.Timetable.{Lesson, Room}

  @impl Mix.Task
  def run([school, file]) do
    Mix.Task.run("app.start")
    Repo.put_school(school)

    file
    |> File.stream!()
    |> Stream.map(&String.split(&1, ";"))
    |> Enum.each(fn [room, topic | _] ->
      room = Repo.get_by!(Room, name: room)
      Repo.insert!(%Lesson{room_id: room.id, topic: topic})
    end)
  end
end
