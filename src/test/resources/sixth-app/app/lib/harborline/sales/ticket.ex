defmodule Harborline.Sales.Ticket do
  use Harborline.Schema

  schema "tickets" do
    field :code, :string
    field :scanned_at, :utc_datetime_usec
    belongs_to :booking, Harborline.Sales.Booking
    belongs_to :passenger, Harborline.Sales.Passenger
    timestamps()
  end
end
