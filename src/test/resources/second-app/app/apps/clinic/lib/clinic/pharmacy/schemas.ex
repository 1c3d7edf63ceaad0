defmodule Clinic.Pharmacy.Drug do
  use Clinic.Schema, prefix: "formulary"

  schema "drugs" do
    field :code, :string
    field :name, :string
    field :price, :decimal
    field :stock, :integer
    timestamps()
  end
end

defmodule Clinic.Pharmacy.DrugOrder do
  use Clinic.Schema

  schema "drug_orders" do
    field :dose, :string
    field :given_at, :utc_datetime_usec
    belongs_to :stay, Clinic.Wards.Stay
    belongs_to :drug, Clinic.Pharmacy.Drug
    timestamps()
  end
end

defmodule Clinic.Pharmacy.Prescription do
  use Clinic.Schema

  schema "prescriptions" do
    field :dose, :string
    field :days, :integer
    belongs_to :visit, Clinic.People.Visit
    belongs_to :drug, Clinic.Pharmacy.Drug
    timestamps()
  end
end
