defmodule Medora.Pharmacy.Drug do
  use Medora.Schema

  schema "drugs" do
    field :ndc, :string
    field :name, :string
    field :form, :string
    field :stock, :integer
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:ndc, :name, :form, :stock])
    |> validate_required([:ndc])
  end
end
