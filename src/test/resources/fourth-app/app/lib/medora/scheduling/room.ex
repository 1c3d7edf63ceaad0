defmodule Medora.Scheduling.Room do
  use Medora.Schema

  schema "rooms" do
    field :label, :string
    field :floor, :integer
    belongs_to :clinic, Medora.Directory.Clinic
    has_many :slots, Medora.Scheduling.Slot
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:label, :floor])
    |> validate_required([:label])
  end
end
