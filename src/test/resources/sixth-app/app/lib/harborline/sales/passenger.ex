defmodule Harborline.Sales.Passenger do
  use Harborline.Schema

  schema "passengers" do
    field :full_name, :string
    field :birth_date, :date
    field :document_no, :string
    field :needs, {:array, :string}
    field :checked_in_at, :utc_datetime_usec
    belongs_to :booking, Harborline.Sales.Booking
    timestamps()
  end
end
