defmodule Harborline.Fleet.Incident do
  use Harborline.Schema

  schema "incidents" do
    field :severity, Ecto.Enum, values: [:low, :major, :critical]
    field :summary, :string
    field :body, :string
    field :reported_at, :utc_datetime_usec
    field :resolved_at, :utc_datetime_usec
    belongs_to :vessel, Harborline.Fleet.Vessel
    timestamps()
  end
end
