defmodule Skolar.Attendance.Mark do
  use Skolar.Schema

  schema "attendance_marks" do
    field :mark, Ecto.Enum, values: [present: "P", absent: "A", late: "L"]
    field :minutes_late, :integer
    belongs_to :lesson, Skolar.Timetable.Lesson
    belongs_to :pupil, Skolar.Roster.Pupil
    timestamps(updated_at: false)
  end
end
