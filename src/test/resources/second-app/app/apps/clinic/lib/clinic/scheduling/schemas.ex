defmodule Clinic.Scheduling.Appointment do
  use Clinic.Schema
  alias Clinic.People.{Clinician, Patient, Site}

  schema "appointments" do
    field :starts_at, :utc_datetime_usec
    field :ends_at, :utc_datetime_usec
    field :status, Ecto.Enum, values: [:booked, :arrived, :done, :no_show]
    field :reason, :string
    field :reminded_at, :utc_datetime_usec
    field :cancelled_at, :utc_datetime_usec
    belongs_to :patient, Patient
    belongs_to :clinician, Clinician
    belongs_to :site, Site
    timestamps()
  end

  def reminder(appointment, now), do: change(appointment, reminded_at: now)
end

defmodule Clinic.Scheduling.Slot do
  use Clinic.Schema

  schema "slots" do
    field :starts_at, :utc_datetime_usec
    field :taken, :boolean, default: false
    belongs_to :clinician, Clinic.People.Clinician
  end
end
