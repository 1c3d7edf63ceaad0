defmodule HarbourWeb do
  def controller do
    quote do
      use Phoenix.Controller, namespace: HarbourWeb
    end
  end

  def schema do
    quote do
      use Harbour.Schema
      unquote(helpers())
    end
  end

  defp helpers do
    quote do
      import Ecto.Query
    end
  end

  defmacro __using__(which) when is_atom(which) do
    apply(__MODULE__, which, [])
  end
end
