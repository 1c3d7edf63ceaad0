defmodule Medora.Billing.Payment do
  use Medora.Schema

  schema "payments" do
    field :cents, :integer
    field :method, :string
    field :paid_at, :utc_datetime
    belongs_to :bill, Medora.Billing.Bill
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:cents, :method, :paid_at])
    |> validate_required([:cents])
  end
end
