defmodule Skolar.Office.Fee do
  use Skolar.Schema

  schema "fees" do
    field :amount, :decimal
    field :due_on, :date
    field :paid_at, :utc_datetime
    belongs_to :pupil, Skolar.Roster.Pupil
    has_many :payments, Skolar.Office.Payment
  end
end

defmodule Skolar.Office.Payment do
  use Skolar.Schema

  schema "payments" do
    field :amount, :decimal
    field :reference, :string
    belongs_to :fee, Skolar.Office.Fee
    timestamps(updated_at: false)
  end
end

defmodule Skolar.Office.Message do
  use Skolar.Schema

  schema "messages" do
    field :body, :string
    field :read_at, :utc_datetime
    belongs_to :guardian, Skolar.Roster.Guardian
    belongs_to :author, Skolar.Roster.Teacher
    timestamps(updated_at: false)
  end
end
