defmodule Medora.Scheduling.Visit do
  use Medora.Schema

  schema "visits" do
    field :summary, :string
    field :started_at, :utc_datetime
    field :ended_at, :utc_datetime
    belongs_to :appointment, Medora.Scheduling.Appointment
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:summary, :started_at, :ended_at])
    |> validate_required([:summary])
  end
end
