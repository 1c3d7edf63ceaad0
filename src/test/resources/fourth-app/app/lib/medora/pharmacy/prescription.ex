defmodule Medora.Pharmacy.Prescription do
  use Medora.Schema

  schema "prescriptions" do
    field :state, :string
    field :signed_at, :utc_datetime
    field :visit_id, Ecto.UUID
    has_many :lines, Medora.Pharmacy.PrescriptionLine
    belongs_to :patient, Medora.Directory.Patient
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:state, :signed_at])
    |> validate_required([:state])
  end
end
