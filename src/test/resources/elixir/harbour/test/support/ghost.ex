defmodule Harbour.Support.Ghost do
  use Ecto.Schema

  schema "users" do
    field :sheet, :string
  end
end
