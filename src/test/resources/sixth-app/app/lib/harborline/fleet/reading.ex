defmodule Harborline.Fleet.Reading do
  use Ecto.Schema
  @foreign_key_type :binary_id

  schema "readings" do
    field :metric, :string
    field :value, :float
    field :recorded_at, :utc_datetime_usec
    belongs_to :vessel, Harborline.Fleet.Vessel
  end
end
