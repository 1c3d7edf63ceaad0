defmodule Freight.Core.Shipping.Shipment do
  use Freight.Record, key: :bigint
  alias Freight.Core.{Identity, Network, Shipping}

  schema "shipments" do
    field :reference, :string
    field :state, Ecto.Enum, values: [:draft, :booked, :moving, :delivered, :lost]
    field :weight_kg, :integer
    field :metadata, :map
    field :labels, {:array, :string}
    field :instructions, :string
    field :deleted_at, :utc_datetime_usec
    belongs_to :shipper, Identity.Account
    belongs_to :carrier, Network.Carrier
    has_many :legs, Shipping.Leg, preload_order: [asc: :position]
    has_many :parcels, Shipping.Parcel
    has_many :scans, through: [:parcels, :scans]
    has_many :offers, Shipping.Offer
    timestamps()
  end
end

defmodule Freight.Core.Shipping.Leg do
  use Ecto.Schema

  @primary_key false
  schema "shipment_legs" do
    field :position, :integer, primary_key: true
    field :eta, :utc_datetime_usec
    field :arrived_at, :utc_datetime_usec
    belongs_to :shipment, Freight.Core.Shipping.Shipment, type: :id, primary_key: true
    belongs_to :from_hub, Freight.Core.Network.Hub, type: :id
    belongs_to :to_hub, Freight.Core.Network.Hub, type: :id
  end
end

defmodule Freight.Core.Shipping.Parcel do
  use Freight.Record, key: :bigint

  schema "parcels" do
    field :barcode, :string
    field :grams, :integer
    field :deleted_at, :utc_datetime_usec
    belongs_to :shipment, Freight.Core.Shipping.Shipment, type: :id
    has_many :scans, Freight.Core.Shipping.Scan
  end
end

defmodule Freight.Core.Shipping.Scan do
  use Freight.Record, key: :bigint

  schema "scans" do
    field :kind, :string
    field :scanned_at, :utc_datetime_usec
    belongs_to :parcel, Freight.Core.Shipping.Parcel, type: :id
    belongs_to :hub, Freight.Core.Network.Hub, type: :id
  end
end

defmodule Freight.Core.Shipping.Offer do
  use Freight.Record

  schema "offers" do
    field :price_cents, :integer
    field :state, :string
    field :lock_version, :integer, default: 1
    belongs_to :shipment, Freight.Core.Shipping.Shipment, type: :id
    belongs_to :carrier, Freight.Core.Network.Carrier
    timestamps()
  end
end
