defmodule Medora.Directory.Clinic do
  use Medora.Schema

  schema "clinics" do
    field :name, :string
    field :timezone, :string
    field :settings, :map
    field :archived_at, :utc_datetime
    has_many :rooms, Medora.Scheduling.Room
    belongs_to :parent, __MODULE__
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:name, :timezone, :settings, :archived_at])
    |> validate_required([:name])
  end
end
