defmodule Medora.Scheduling.Reminder do
  use Medora.Schema

  schema "reminders" do
    field :channel, :string
    field :send_at, :utc_datetime
    field :sent_at, :utc_datetime
    belongs_to :appointment, Medora.Scheduling.Appointment
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:channel, :send_at, :sent_at])
    |> validate_required([:channel])
  end
end
