defmodule Harborline.Fleet.Deck do
  use Harborline.Schema

  schema "decks" do
    field :name, :string
    field :level, :integer
    belongs_to :vessel, Harborline.Fleet.Vessel
    has_many :cabins, Harborline.Fleet.Cabin
  end
end
