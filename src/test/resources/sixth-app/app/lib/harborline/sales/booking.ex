defmodule Harborline.Sales.Booking do
  use Harborline.Schema

  schema "bookings" do
    field :reference, :string
    field :state, Ecto.Enum, values: [:held, :paid, :refunded]
    field :total_cents, :integer
    field :channel, :string
    field :extras, :map
    field :archived_at, :utc_datetime_usec
    belongs_to :sailing, Harborline.Timetable.Sailing, type: :integer
    belongs_to :member, Harborline.Loyalty.Member
    has_many :passengers, Harborline.Sales.Passenger
    has_many :payments, Harborline.Sales.Payment
    has_many :tickets, Harborline.Sales.Ticket
    timestamps()
  end
end
