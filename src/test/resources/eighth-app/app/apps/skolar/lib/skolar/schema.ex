defmodule Skolar.Schema do
  @moduledoc "`use Skolar.Schema` in the records of a school."

  defmacro __using__(_opts) do
    quote do
      use Ecto.Schema
      import Ecto.Changeset
      @timestamps_opts [type: :utc_datetime]
      @type t :: %__MODULE__{}
    end
  end
end
