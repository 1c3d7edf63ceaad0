defmodule Clinic.Billing.Insurer do
  use Clinic.Schema

  schema "insurers" do
    field :name, :string
    field :terms, :string
    timestamps()
  end
end

defmodule Clinic.Billing.Claim do
  use Clinic.Schema

  schema "claims" do
    field :number, :string
    field :amount, :decimal
    field :state, Ecto.Enum, values: [:draft, :sent, :settled, :refused]
    field :sent_on, :date
    belongs_to :insurer, Clinic.Billing.Insurer
    belongs_to :visit, Clinic.People.Visit
    has_many :payments, Clinic.Billing.Payment
    timestamps()
  end
end

defmodule Clinic.Billing.Payment do
  use Clinic.Schema

  schema "claim_payments" do
    field :amount, :decimal
    field :reference, :string
    belongs_to :claim, Clinic.Billing.Claim
    timestamps()
  end
end
