defmodule Skolar.Marks.Assessment do
  use Skolar.Schema

  schema "assessments" do
    field :title, :string
    field :weight, :decimal
    field :max_points, :integer
    field :due_on, :date
    belongs_to :section, Skolar.Timetable.Section
    has_many :grades, Skolar.Marks.Grade
  end
end

defmodule Skolar.Marks.Grade do
  use Skolar.Schema

  schema "grades" do
    field :points, :decimal
    field :comment, :string
    belongs_to :assessment, Skolar.Marks.Assessment
    belongs_to :pupil, Skolar.Roster.Pupil
    belongs_to :graded_by, Skolar.Roster.Teacher
    timestamps()
  end

  def changeset(grade, attrs), do: grade |> cast(attrs, [:points, :comment, :assessment_id, :pupil_id]) |> validate_number(:points, greater_than_or_equal_to: 0)
end

defmodule Skolar.Marks.ReportCard do
  use Skolar.Schema

  schema "report_cards" do
    field :state, Ecto.Enum, values: [:draft, :signed, :sent], default: :draft
    field :body, :string
    belongs_to :pupil, Skolar.Roster.Pupil
    belongs_to :term, Skolar.Timetable.Term
    timestamps()
  end
end
