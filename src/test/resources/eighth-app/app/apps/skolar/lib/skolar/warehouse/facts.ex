defmodule Skolar.Warehouse.AttendanceFact do
  use Ecto.Schema
  @primary_key false

  schema "fact_attendance" do
    field :school, :string
    field :section_id, :integer
    field :day, :date
    field :present, :integer
    field :absent, :integer
  end
end
