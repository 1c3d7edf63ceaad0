defmodule Medora.Scheduling.Slot do
  use Medora.Schema

  schema "slots" do
    field :starts_at, :utc_datetime
    field :minutes, :integer
    field :taken, :boolean
    belongs_to :room, Medora.Scheduling.Room
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:starts_at, :minutes, :taken])
    |> validate_required([:starts_at])
  end
end
