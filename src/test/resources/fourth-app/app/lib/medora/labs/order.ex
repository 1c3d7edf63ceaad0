defmodule Medora.Labs.Order do
  use Medora.Schema

  schema "lab_orders" do
    field :test, :string
    field :state, :string
    belongs_to :patient, Medora.Directory.Patient
    has_many :results, Medora.Labs.Result
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:test, :state])
    |> validate_required([:test])
  end
end
