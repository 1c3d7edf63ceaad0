defmodule Medora.Billing.Bill do
  use Medora.Schema

  schema "bills" do
    field :number, :string
    field :total_cents, :integer
    field :state, :string
    field :due_on, :date
    field :sent_at, :utc_datetime
    belongs_to :patient, Medora.Directory.Patient
    has_many :items, Medora.Billing.BillItem
    has_many :payments, Medora.Billing.Payment
    timestamps()
  end

  def changeset(struct, attrs) do
    struct
    |> cast(attrs, [:number, :total_cents, :state, :due_on, :sent_at])
    |> validate_required([:number])
  end
end
