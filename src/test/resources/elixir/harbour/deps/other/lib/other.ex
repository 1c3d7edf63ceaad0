defmodule Other.Thing do
  use Ecto.Schema

  schema "other_things" do
    field :x, :string
  end
end
