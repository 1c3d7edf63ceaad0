defmodule SkolarJobs.WeeklyDigest do
  use Oban.Worker, queue: :digests, max_attempts: 3
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Roster.{Guardian, Pupil}
  alias Skolar.Attendance.Mark

  @impl Oban.Worker
  def perform(%Oban.Job{args: %{"school" => slug, "year_group_id" => year_group_id}}) do
    Repo.put_school(slug)
    pupils = Repo.all(from p in Pupil, where: p.year_group_id == ^year_group_id)
    Enum.each(pupils, &deliver/1)
  end

  defp deliver(pupil) do
    guardians = Repo.all(from g in Guardian, join: p in assoc(g, :pupils), where: p.id == ^pupil.id)
    missed = Repo.aggregate(from(m in Mark, where: m.pupil_id == ^pupil.id and m.mark == :absent), :count)
    SkolarJobs.Mailer.digest(guardians, pupil, missed)
  end
end
