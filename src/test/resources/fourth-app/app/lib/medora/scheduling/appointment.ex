defmodule Medora.Scheduling.Appointment do
  use Medora.Schema

  schema "appointments" do
    field :starts_at, :utc_datetime
    field :state, :string
    field :reason, :string
    field :lock_version, :integer
    belongs_to :patient, Medora.Directory.Patient
    belongs_to :provider, Medora.Directory.Provider
    belongs_to :room, Medora.Scheduling.Room
    has_many :reminders, Medora.Scheduling.Reminder
    has_one :visit, Medora.Scheduling.Visit
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:starts_at, :state, :reason, :lock_version])
    |> validate_required([:starts_at])
  end
end
