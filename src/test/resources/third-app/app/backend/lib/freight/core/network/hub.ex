defmodule Freight.Core.Network.Hub do
  use Freight.Record, key: :bigint

  schema "hubs" do
    field :code, :string
    field :name, :string
    field :country, :string
    belongs_to :parent, __MODULE__, type: :id
    has_many :children, __MODULE__, foreign_key: :parent_id
    has_many :docks, Freight.Core.Network.Dock
  end
end

defmodule Freight.Core.Network.Dock do
  use Freight.Record, key: :bigint

  schema "docks" do
    field :label, :string
    field :open, :boolean
    belongs_to :hub, Freight.Core.Network.Hub, type: :id
  end
end
