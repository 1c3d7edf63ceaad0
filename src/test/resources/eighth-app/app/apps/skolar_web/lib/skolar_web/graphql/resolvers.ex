defmodule SkolarWeb.Resolvers do
  import Ecto.Query
  alias Skolar.{Repo, Timetable}
  alias Skolar.Timetable.{Course, Section}

  def sections(_parent, %{term_id: term_id}, _res), do: {:ok, Timetable.list_sections(term_id)}

  def course(%Section{course_id: id}, _args, _res) do
    {:ok, Repo.get!(Course, id)}
  end

  def teacher(%Section{id: id}, _args, _res) do
    with %{name: name} <- Timetable.teacher_of(id) do
      {:ok, name}
    end
  end

  def lesson_count(section, _, _) do
    count = Repo.one(from l in Skolar.Timetable.Lesson, where: l.section_id == ^section.id, select: count())
    {:ok, count}
  end
end
