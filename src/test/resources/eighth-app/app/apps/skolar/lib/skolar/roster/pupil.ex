defmodule Skolar.Roster.Pupil do
  use Skolar.Schema
  alias Skolar.Roster.{Address, Enrolment, Guardian, YearGroup}
  alias Skolar.Marks.{Grade, ReportCard}

  schema "pupils" do
    field :given_name, :string
    field :family_name, :string
    field :email, :string
    field :status, Ecto.Enum, values: [:applied, :enrolled, :left], default: :applied
    field :tags, {:array, :string}, default: []
    field :credits, :integer, default: 0
    field :notes, :string
    field :archived_at, :utc_datetime
    embeds_one :address, Address, on_replace: :update
    belongs_to :year_group, YearGroup
    has_many :enrolments, Enrolment
    has_many :sections, through: [:enrolments, :section]
    has_many :grades, Grade, preload_order: [desc: :inserted_at]
    has_many :report_cards, ReportCard
    has_many :marks, Skolar.Attendance.Mark
    many_to_many :guardians, Guardian, join_through: "pupil_guardians", preload_order: [asc: :name]

    timestamps()
  end

  def changeset(pupil, attrs) do
    pupil
    |> cast(attrs, [:given_name, :family_name, :email, :status, :tags, :credits, :notes, :year_group_id])
    |> cast_embed(:address)
    |> validate_required([:given_name, :family_name])
    |> unique_constraint(:email)
  end
end
