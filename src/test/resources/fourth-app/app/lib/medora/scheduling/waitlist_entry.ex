defmodule Medora.Scheduling.WaitlistEntry do
  use Medora.Schema

  schema "waitlist_entries" do
    field :position, :integer
    belongs_to :patient, Medora.Directory.Patient
    belongs_to :provider, Medora.Directory.Provider
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:position])
    |> validate_required([:position])
  end
end
