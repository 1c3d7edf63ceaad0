defmodule Harborline.Crew.Shift do
  use Harborline.Schema

  schema "shifts" do
    field :role, :string
    field :starts_at, :utc_datetime_usec
    field :ends_at, :utc_datetime_usec
    belongs_to :crew_member, Harborline.Crew.CrewMember
    belongs_to :sailing, Harborline.Timetable.Sailing, type: :integer
  end
end
