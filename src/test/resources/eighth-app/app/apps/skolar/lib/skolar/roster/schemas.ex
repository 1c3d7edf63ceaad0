defmodule Skolar.Roster.Address do
  use Ecto.Schema
  @primary_key false
  embedded_schema do
    field :street
    field :town
  end

  def changeset(address, attrs), do: Ecto.Changeset.cast(address, attrs, [:street, :town])
end

defmodule Skolar.Roster.YearGroup do
  use Skolar.Schema

  schema "year_groups" do
    field :name, :string
    field :level, :integer
    belongs_to :tutor, Skolar.Roster.Teacher
    has_many :pupils, Skolar.Roster.Pupil
  end
end

defmodule Skolar.Roster.Teacher do
  use Skolar.Schema

  schema "teachers" do
    field :name, :string
    field :email, :string
    field :subjects, {:array, :string}
    field :calendar, :map
    has_many :sections, Skolar.Timetable.Section
    timestamps()
  end
end

defmodule Skolar.Roster.Guardian do
  use Skolar.Schema

  schema "guardians" do
    field :name, :string
    field :phone, :string
    field :email, :string
    many_to_many :pupils, Skolar.Roster.Pupil, join_through: "pupil_guardians"
  end
end

defmodule Skolar.Roster.Enrolment do
  use Skolar.Schema

  schema "enrolments" do
    field :status, Ecto.Enum, values: [:active, :dropped], default: :active
    field :enrolled_on, :date
    belongs_to :pupil, Skolar.Roster.Pupil
    belongs_to :section, Skolar.Timetable.Section
    timestamps()
  end
end

defmodule Skolar.Roster.Document do
  use Skolar.Schema
  use Waffle.Ecto.Schema

  schema "documents" do
    field :file, Skolar.Uploads.Type
    field :kind, Ecto.Enum, values: [:photo, :certificate, :letter]
    belongs_to :pupil, Skolar.Roster.Pupil
    timestamps(updated_at: false)
  end
end
