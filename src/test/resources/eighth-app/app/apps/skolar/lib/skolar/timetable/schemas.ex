defmodule Skolar.Timetable.Department do
  use Skolar.Schema

  schema "departments" do
    field :name, :string
    belongs_to :parent, __MODULE__
    has_many :courses, Skolar.Timetable.Course
  end
end

defmodule Skolar.Timetable.Course do
  use Skolar.Schema

  schema "courses" do
    field :code, :string
    field :title, :string
    field :credits, :integer
    field :syllabus, :string
    field :archived_at, :utc_datetime
    belongs_to :department, Skolar.Timetable.Department
    has_many :sections, Skolar.Timetable.Section
    timestamps()
  end
end

defmodule Skolar.Timetable.Section do
  use Skolar.Schema
  alias Skolar.Timetable.{Course, Lesson, Room, Term}

  schema "sections" do
    field :label, :string
    field :capacity, :integer
    field :seats_taken, :integer, default: 0
    field :lock_version, :integer, default: 1
    belongs_to :course, Course
    belongs_to :teacher, Skolar.Roster.Teacher
    belongs_to :room, Room
    belongs_to :term, Term
    has_many :lessons, Lesson
    has_many :enrolments, Skolar.Roster.Enrolment
    has_many :assessments, Skolar.Marks.Assessment
  end
end

defmodule Skolar.Timetable.Lesson do
  use Skolar.Schema

  schema "lessons" do
    field :starts_at, :utc_datetime
    field :ends_at, :utc_datetime
    field :topic, :string
    field :cancelled, :boolean, default: false
    belongs_to :section, Skolar.Timetable.Section
    belongs_to :room, Skolar.Timetable.Room
    has_many :marks, Skolar.Attendance.Mark
  end
end

defmodule Skolar.Timetable.Room do
  use Skolar.Schema

  schema "rooms" do
    field :name, :string
    field :seats, :integer
    field :building, :string
  end
end

defmodule Skolar.Timetable.Term do
  use Skolar.Schema

  schema "terms" do
    field :name, :string
    field :starts_on, :date
    field :ends_on, :date
  end
end
