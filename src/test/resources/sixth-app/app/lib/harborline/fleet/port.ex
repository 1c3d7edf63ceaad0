defmodule Harborline.Fleet.Port do
  use Ecto.Schema

  schema "ports" do
    field :code, :string
    field :name, :string
    field :timezone, :string
    belongs_to :authority, Harborline.Fleet.Port
    timestamps(type: :utc_datetime)
  end
end
