defmodule Harborline.Fleet.Cabin do
  use Harborline.Schema

  schema "cabins" do
    field :number, :string
    field :berths, :integer
    belongs_to :deck, Harborline.Fleet.Deck
  end
end
