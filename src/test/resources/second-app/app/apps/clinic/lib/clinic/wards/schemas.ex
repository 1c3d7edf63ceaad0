defmodule Clinic.Wards.Ward do
  use Clinic.Schema

  schema "wards" do
    field :name, :string
    field :floor, :integer
    belongs_to :site, Clinic.People.Site
    has_many :beds, Clinic.Wards.Bed
    has_many :stays, through: [:beds, :stays]
  end
end

defmodule Clinic.Wards.Bed do
  use Clinic.Schema

  schema "beds" do
    field :label, :string
    field :state, Ecto.Enum, values: [:free, :taken, :cleaning]
    belongs_to :ward, Clinic.Wards.Ward
    has_many :stays, Clinic.Wards.Stay
  end
end

defmodule Clinic.Wards.Stay do
  use Clinic.Schema

  schema "stays" do
    field :admitted_at, :utc_datetime_usec
    field :left_at, :utc_datetime_usec
    belongs_to :bed, Clinic.Wards.Bed
    belongs_to :patient, Clinic.People.Patient
    has_many :drug_orders, Clinic.Pharmacy.DrugOrder
    timestamps()
  end
end
