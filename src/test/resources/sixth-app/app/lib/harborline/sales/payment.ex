defmodule Harborline.Sales.Payment do
  use Harborline.Schema

  schema "payments" do
    field :amount, :decimal
    field :provider_ref, :string
    field :state, :string
    belongs_to :booking, Harborline.Sales.Booking
    timestamps()
  end
end
