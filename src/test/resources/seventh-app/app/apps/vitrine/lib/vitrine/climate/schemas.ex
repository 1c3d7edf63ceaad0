defmodule Vitrine.Climate.Sensor do
  use Ecto.Schema

  schema "sensors" do
    field :serial, :string
    field :room, :string
    field :last_seen_at, :utc_datetime
    has_many :samples, Vitrine.Climate.Sample
  end
end

defmodule Vitrine.Climate.Sample do
  use Ecto.Schema

  schema "samples" do
    field :humidity, :float
    field :celsius, :float
    field :taken_at, :utc_datetime_usec
    belongs_to :sensor, Vitrine.Climate.Sensor
  end
end
