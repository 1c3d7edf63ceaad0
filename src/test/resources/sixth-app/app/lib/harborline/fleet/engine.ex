defmodule Harborline.Fleet.Engine do
  use Harborline.Schema

  schema "engines" do
    field :maker, :string
    field :hours, :integer
    belongs_to :vessel, Harborline.Fleet.Vessel
  end
end
