defmodule Harborline.Timetable.Sailing do
  use Ecto.Schema
  @foreign_key_type :binary_id
  @timestamps_opts [type: :utc_datetime_usec]

  schema "sailings" do
    field :departs_at, :utc_datetime_usec
    field :arrives_at, :utc_datetime_usec
    field :state, Ecto.Enum, values: [:planned, :boarding, :departed, :cancelled]
    field :price_cents, :integer
    field :seats_left, :integer
    field :notes, :string
    field :lock_version, :integer, default: 1
    belongs_to :vessel, Harborline.Fleet.Vessel
    belongs_to :origin, Harborline.Fleet.Port, type: :integer
    belongs_to :destination, Harborline.Fleet.Port, type: :integer
    has_many :bookings, Harborline.Sales.Booking, foreign_key: :sailing_id
    has_many :fares, Harborline.Sales.Fare, foreign_key: :sailing_id
    timestamps()
  end
end
