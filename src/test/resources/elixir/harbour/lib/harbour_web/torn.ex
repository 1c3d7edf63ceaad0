defmodule HarbourWeb.Torn do
  use Ecto.Schema

  schema "torn" do
    field :whole, :string
  end

  def broken(x) do
    case x do
      1 -> (
    end
  end
end
