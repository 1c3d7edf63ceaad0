defmodule Medora.Directory.Provider do
  use Medora.Schema

  schema "providers" do
    field :full_name, :string
    field :license, :string
    field :bio, :string
    field :photo, :binary
    field :active, :boolean
    field :archived_at, :utc_datetime
    belongs_to :clinic, Medora.Directory.Clinic
    many_to_many :specialties, Medora.Directory.Specialty, join_through: "providers_specialties"
    has_many :appointments, Medora.Scheduling.Appointment
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:full_name, :license, :bio, :photo, :active, :archived_at])
    |> validate_required([:full_name])
  end
end
