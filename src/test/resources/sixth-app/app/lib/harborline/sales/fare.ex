defmodule Harborline.Sales.Fare do
  use Harborline.Schema

  schema "fares" do
    field :class, :string
    field :amount_cents, :integer
    belongs_to :sailing, Harborline.Timetable.Sailing, type: :integer
  end
end
