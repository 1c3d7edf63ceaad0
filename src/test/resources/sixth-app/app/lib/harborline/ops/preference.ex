defmodule Harborline.Ops.Preference do
  use Ecto.Schema

  schema "preferences" do
    field :key, :string
    field :value, :string
  end
end
