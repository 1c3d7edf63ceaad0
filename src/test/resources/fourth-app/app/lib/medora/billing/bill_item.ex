defmodule Medora.Billing.BillItem do
  use Medora.Schema

  schema "bill_items" do
    field :code, :string
    field :cents, :integer
    belongs_to :bill, Medora.Billing.Bill
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:code, :cents])
    |> validate_required([:code])
  end
end
