defmodule Medora.Labs.Result do
  use Medora.Schema

  schema "lab_results" do
    field :analyte, :string
    field :value, :decimal
    field :unit, :string
    field :measured_at, :utc_datetime
    belongs_to :lab_order, Medora.Labs.Order
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:analyte, :value, :unit, :measured_at])
    |> validate_required([:analyte])
  end
end
