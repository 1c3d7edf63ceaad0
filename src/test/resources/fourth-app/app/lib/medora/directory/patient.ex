defmodule Medora.Directory.Patient do
  use Medora.Schema

  schema "patients" do
    field :first_name, :string
    field :last_name, :string
    field :email, :string
    field :phone, :string
    field :born_on, :date
    field :status, :string
    field :notes, :string
    field :allergies, :map
    field :archived_at, :utc_datetime
    belongs_to :clinic, Medora.Directory.Clinic
    has_one :policy, Medora.Billing.Policy
    has_many :appointments, Medora.Scheduling.Appointment
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:first_name, :last_name, :email, :phone, :born_on, :status, :notes, :allergies, :archived_at])
    |> validate_required([:first_name])
  end
end
