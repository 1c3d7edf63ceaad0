defmodule Clinic.People.Site do
  use Clinic.Schema

  schema "sites" do
    field :name, :string
    field :timezone, :string
    has_many :wards, Clinic.Wards.Ward
    timestamps()
  end
end

defmodule Clinic.People.Clinician do
  use Clinic.Schema

  schema "clinicians" do
    field :name, :string
    field :licence, :string
    field :on_call, :boolean, default: false
    belongs_to :site, Clinic.People.Site
    many_to_many :specialities, Clinic.People.Speciality, join_through: "clinicians_specialities"
    has_many :appointments, Clinic.Scheduling.Appointment
    timestamps()
  end
end

defmodule Clinic.People.Speciality do
  use Clinic.Schema

  schema "specialities" do
    field :name, :string
  end
end

defmodule Clinic.People.Visit do
  use Clinic.Schema

  schema "visits" do
    field :summary, :string
    field :outcome, Ecto.Enum, values: [:home, :admitted, :referred]
    field :seen_at, :utc_datetime_usec
    belongs_to :patient, Clinic.People.Patient
    belongs_to :clinician, Clinic.People.Clinician
    has_many :prescriptions, Clinic.Pharmacy.Prescription
    timestamps()
  end
end

defmodule Clinic.People.Member do
  use Clinic.Schema

  schema "members" do
    field :email, :string
    field :role, Ecto.Enum, values: [:nurse, :doctor, :clerk]
    field :active, :boolean
    belongs_to :site, Clinic.People.Site
    timestamps()
  end
end

defmodule Clinic.People.Department do
  use Clinic.Schema

  schema "departments" do
    field :name, :string
    belongs_to :parent, __MODULE__
  end
end
