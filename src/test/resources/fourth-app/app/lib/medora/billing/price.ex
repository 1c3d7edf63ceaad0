defmodule Medora.Billing.Price do
  use Medora.Schema

  schema "prices" do
    field :code, :string
    field :cents, :integer
    belongs_to :clinic, Medora.Directory.Clinic
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:code, :cents])
    |> validate_required([:code])
  end
end
