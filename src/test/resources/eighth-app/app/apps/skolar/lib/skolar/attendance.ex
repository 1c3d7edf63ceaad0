defmodule Skolar.Attendance do
  import Ecto.Query
  alias Skolar.{Repo, Warehouse}
  alias Skolar.Attendance.Mark
  alias Skolar.Warehouse.AttendanceFact

  def take_roll(lesson, marks) do
    now = DateTime.utc_now(:second)

    Enum.each(marks, fn {pupil_id, mark} ->
      Repo.insert_all(Mark, [%{lesson_id: lesson.id, pupil_id: pupil_id, mark: mark, inserted_at: now}], on_conflict: :nothing)
    end)
  end

  def mark_of(lesson_id, pupil_id), do: Repo.get_by(Mark, lesson_id: lesson_id, pupil_id: pupil_id)

  def sheet(lessons, pupil) do
    for lesson <- lessons do
      mark = mark_of(lesson.id, pupil.id)
      {lesson.starts_at, mark && mark.mark}
    end
  end

  def publish(section_ids, day) do
    Enum.each(section_ids, fn id ->
      counts = Repo.one(from m in Mark, join: l in assoc(m, :lesson), where: l.section_id == ^id and fragment("?::date", l.starts_at) == ^day, select: %{present: filter(count(), m.mark == :present), absent: filter(count(), m.mark == :absent)})
      row = Map.merge(counts, %{school: Repo.get_school(), section_id: id, day: day})
      {1, nil} = Warehouse.insert_all(AttendanceFact, [row])
    end)
  end

  def notify(pupil_ids, text) do
    for id <- pupil_ids do
      {1, [%{id: note}]} = Repo.insert_all("notifications", [%{pupil_id: id, text: text, inserted_at: DateTime.utc_now()}], returning: [:id])
      note
    end
  end

  def trend(school, sections) do
    Enum.map(sections, fn section ->
      rows = Warehouse.all(from f in AttendanceFact, where: f.school == ^school and f.section_id == ^section.id, order_by: [desc: f.day], limit: 5, select: {f.day, f.absent})
      {section.label, rows}
    end)
  end

  def forget(pupil_id, lesson_ids) do
    Enum.map(lesson_ids, fn lesson_id ->
      {n, _} = Repo.delete_all(from m in Mark, where: m.pupil_id == ^pupil_id and m.lesson_id == ^lesson_id)
      n
    end)
  end
end
