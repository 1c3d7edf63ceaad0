defmodule Medora.Pharmacy.PrescriptionLine do
  use Medora.Schema

  schema "prescription_lines" do
    field :dose, :string
    field :quantity, :integer
    belongs_to :prescription, Medora.Pharmacy.Prescription
    belongs_to :drug, Medora.Pharmacy.Drug
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:dose, :quantity])
    |> validate_required([:dose])
  end
end
