defmodule Harborline.Loyalty.Member do
  use Harborline.Schema

  schema "members" do
    field :email, :string
    field :full_name, :string
    field :tier, Ecto.Enum, values: [:blue, :silver, :gold]
    field :bio, :string
    field :marketing, :map
    field :points, :integer
    field :deleted_at, :utc_datetime_usec
    belongs_to :club, Harborline.Loyalty.Club
    timestamps()
  end
end
