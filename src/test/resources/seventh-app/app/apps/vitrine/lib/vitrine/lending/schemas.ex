defmodule Vitrine.Lending.Loan do
  use Vitrine.Entity, prefix: "lon"

  typed_schema "loans" do
    field :number, :string
    field :state, Ecto.Enum, values: [:requested, :agreed, :out, :returned]
    field :starts_on, :date
    field :ends_on, :date
    field :deleted_at, :utc_datetime_usec
    belongs_to :borrower, Vitrine.Lending.Borrower
    has_many :lines, Vitrine.Lending.LoanLine
    timestamps()
  end
end

defmodule Vitrine.Lending.LoanLine do
  use TypedEctoSchema

  @primary_key false
  @foreign_key_type Ecto.UUID
  typed_schema "loan_lines" do
    belongs_to :loan, Vitrine.Lending.Loan, primary_key: true
    belongs_to :work, Vitrine.Catalogue.Work, primary_key: true
    field :packed_at, :utc_datetime_usec
  end
end

defmodule Vitrine.Lending.Borrower do
  use Vitrine.Entity, prefix: "bor"

  typed_schema "borrowers" do
    field :name, :string
    field :country, :string
    has_many :loans, Vitrine.Lending.Loan
    timestamps()
  end
end
