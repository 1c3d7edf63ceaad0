defmodule Freight.Core.Network.Carrier do
  use Freight.Record
  alias Freight.Core.Network.{Driver, Vehicle}

  @schema_prefix "network"
  schema "carriers" do
    field :name, :string
    field :vat_number, :string
    field :rating, :decimal
    field :terms, :string
    field :archived_at, :utc_datetime_usec
    has_many :drivers, Driver
    has_many :vehicles, Vehicle
    timestamps()
  end
end

defmodule Freight.Core.Network.Driver do
  use Freight.Record
  alias Freight.Core.Network.{Carrier, Vehicle}

  schema "drivers" do
    field :name, :string
    field :phone, :string
    belongs_to :carrier, Carrier
    many_to_many :vehicles, Vehicle, join_through: "driver_vehicles"
    timestamps()
  end
end

defmodule Freight.Core.Network.Vehicle do
  use Freight.Record
  alias Freight.Core.Network.{Carrier, Position}

  schema "vehicles" do
    field :plate, :string
    field :payload_kg, :integer
    belongs_to :carrier, Carrier
    has_many :positions, Position
    timestamps()
  end
end

defmodule Freight.Core.Network.Position do
  use Freight.Record, key: :bigint

  schema "positions" do
    field :lat, :float
    field :lon, :float
    field :at, :utc_datetime_usec
    belongs_to :vehicle, Freight.Core.Network.Vehicle
  end
end
