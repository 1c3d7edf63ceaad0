defmodule Harbour.Fleet.Voyage do
  use HarbourWeb, :schema

  schema "voyages" do
    field :left_at, :utc_datetime
    field :cargo, Harbour.Types.Cents
    belongs_to :ship, Ship, references: :imo
    has_many :legs, Harbour.Fleet.Leg
    timestamps(inserted_at: :made_at, updated_at: :changed_at, type: :naive_datetime_usec)
  end
end

defmodule Harbour.Fleet.Leg do
  use TypedEctoSchema

  typed_schema "legs" do
    field(:miles, :decimal, null: false) :: Decimal.t()
    belongs_to(:voyage, Harbour.Fleet.Voyage)
  end
end

defmodule Harbour.Fleet.Beacon do
  use Harbour.Lookup, table: "beacons"
end
