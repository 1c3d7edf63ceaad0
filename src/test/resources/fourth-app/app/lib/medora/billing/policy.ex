defmodule Medora.Billing.Policy do
  use Medora.Schema

  schema "policies" do
    field :number, :string
    field :payer, :string
    field :valid_until, :date
    belongs_to :patient, Medora.Directory.Patient
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:number, :payer, :valid_until])
    |> validate_required([:number])
  end
end
