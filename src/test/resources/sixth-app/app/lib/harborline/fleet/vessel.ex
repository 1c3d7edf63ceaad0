defmodule Harborline.Fleet.Vessel do
  use Harborline.Schema
  alias Harborline.Fleet.{Deck, Port, Incident}

  schema "vessels" do
    field :imo, :string
    field :name, :string
    field :class, Ecto.Enum, values: [:ropax, :hsc, :cargo]
    field :specs, :map
    field :manual, :string
    field :photo, :binary
    field :tags, {:array, :string}
    field :retired_at, :utc_datetime_usec
    belongs_to :home_port, Port, type: :integer
    has_many :decks, Deck
    has_many :incidents, Incident
    has_many :sailings, Harborline.Timetable.Sailing
    has_one :engine, Harborline.Fleet.Engine
    timestamps()
  end
end
