defmodule Harbour.Lookup do
  defmacro __using__(opts) do
    quote do
      use Ecto.Schema

      schema unquote(opts[:table]) do
        field :code, :string
        field :label, :string
        timestamps(type: :utc_datetime)
      end
    end
  end
end
