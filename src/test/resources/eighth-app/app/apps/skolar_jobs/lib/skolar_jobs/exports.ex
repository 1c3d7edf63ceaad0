defmodule SkolarJobs.Exports do
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Roster.Pupil

  def to_csv(path) do
    file = File.stream!(path)

    Repo.transaction(fn ->
      from(p in Pupil, select: map(p, [:id, :family_name, :email]))
      |> Repo.stream(max_rows: 500)
      |> Stream.map(&[Integer.to_string(&1.id), ";", &1.family_name, "\n"])
      |> Stream.into(file)
      |> Stream.run()
    end)
  end

  def walk(after_id \\ 0) do
    case Repo.all(from p in Pupil, where: p.id > ^after_id, order_by: p.id, limit: 200, select: map(p, [:id, :email])) do
      [] -> :ok
      page -> walk(List.last(page).id)
    end
  end
end
