defmodule Skolar.Timetable do
  @moduledoc "Courses, sections, lessons and the rooms they are held in."
  import Ecto.Query, warn: false

  alias Skolar.Repo
  alias Skolar.Repo.Replica
  alias Skolar.Timetable.{Course, Department, Lesson, Room, Section, Term}
  alias Skolar.Roster.{Enrolment, Teacher}

  def list_sections(term_id) do
    sections = Repo.all(from s in Section, where: s.term_id == ^term_id, order_by: [asc: s.label])
    sections
  end

  @doc "The week as the board in the hall shows it."
  def week(term_id) do
    term_id
    |> list_sections()
    |> Enum.map(fn section ->
      lessons = Repo.all_by(Lesson, section_id: section.id, cancelled: false)
      %{label: section.label, lessons: lessons}
    end)
  end

  def rooms_of(lessons) do
    lessons
    |> Enum.map(fn lesson -> Repo.get(Room, lesson.room_id) end)
    |> Enum.uniq()
  end

  def with_staff(sections) do
    for section <- sections, do: Repo.preload(section, :teacher)
  end

  def plan(term_id) do
    for section <- list_sections(term_id), into: %{} do
      days =
        for lesson <- Repo.all(from l in Lesson, where: l.section_id == ^section.id, order_by: l.starts_at) do
          absent = Repo.aggregate(from(m in Skolar.Attendance.Mark, where: m.lesson_id == ^lesson.id and m.mark == :absent), :count, :id)
          {lesson.starts_at, absent}
        end

      {section.label, days}
    end
  end

  def clashes(lessons), do: Enum.filter(lessons, &clash?/1)

  defp clash?(%Lesson{} = lesson) do
    taken? =
      Lesson
      |> where([l], l.room_id == ^lesson.room_id and l.id != ^lesson.id)
      |> where([l], l.starts_at < ^lesson.ends_at and l.ends_at > ^lesson.starts_at)
      |> Repo.exists?()

    taken? and not lesson.cancelled
  end

  def path(nil), do: []

  def path(department_id) do
    department = Repo.get!(Department, department_id)
    path(department.parent_id) ++ [department.name]
  end

  def occupancy(sections) do
    Enum.map(sections, fn section ->
      taken = section |> Ecto.assoc(:enrolments) |> Repo.aggregate(:count)
      {section.label, taken / section.capacity}
    end)
  end

  def current_term(today \\ Date.utc_today()) do
    Repo.one(from t in Term, where: t.starts_on <= ^today and t.ends_on >= ^today)
  end

  def teacher_of(section_id) do
    Repo.one!(from t in Teacher, join: s in assoc(t, :sections), where: s.id == ^section_id, select: %{id: t.id, name: t.name})
  end

  def move(lessons, minutes) do
    Enum.each(lessons, fn lesson ->
      {:ok, _} =
        lesson
        |> Ecto.Changeset.change(starts_at: DateTime.add(lesson.starts_at, minutes, :minute), ends_at: DateTime.add(lesson.ends_at, minutes, :minute))
        |> Repo.update()
    end)
  end

  def cancel_day(sections, %Date{} = day) do
    from = DateTime.new!(day, ~T[00:00:00])

    Enum.reduce(sections, 0, fn section, cancelled ->
      {n, _} =
        Repo.update_all(
          from(l in Lesson, where: l.section_id == ^section.id and l.starts_at >= ^from and l.starts_at < ^DateTime.add(from, 1, :day)),
          set: [cancelled: true]
        )

      cancelled + n
    end)
  end

  def take_seats(section_ids) do
    Enum.each(section_ids, fn id ->
      Repo.transact(fn ->
        section = Repo.one!(from s in Section, where: s.id == ^id, lock: "FOR NO KEY UPDATE")
        section |> Ecto.Changeset.change(seats_taken: section.seats_taken + 1) |> Repo.update()
      end)
    end)
  end

  def free_rooms(slots) do
    slots
    |> Task.async_stream(fn {from, to} ->
      busy = Replica.all(from l in Lesson, where: l.starts_at < ^to and l.ends_at > ^from, select: l.room_id)
      {from, busy}
    end)
    |> Enum.map(fn {:ok, pair} -> pair end)
  end

  def drop_empty(sections) do
    for %Section{seats_taken: 0} = section <- sections do
      Repo.delete!(section)
    end
  end

  def syllabus_search(words) do
    pattern = "%" <> words <> "%"
    courses = Repo.all(from c in Course, where: ilike(c.syllabus, ^pattern), limit: 30)
    Enum.map(courses, & &1.code)
  end

  def courses_of(ids) do
    ids = Enum.uniq(ids)
    courses = Repo.all(from c in Course, where: c.id in ^ids)
    Map.new(courses, &{&1.id, &1})
  end

  def active_in(section_id), do: from(e in Enrolment, where: e.section_id == ^section_id and e.status == :active)
end
