defmodule Vitrine.Entity do
  @moduledoc "What every record of ours has."
  defmacro __using__(opts \\ []) do
    quote do
      use TypedEctoSchema
      import Ecto.Changeset
      import Ecto.Query, warn: false
      @primary_key {:id, Ecto.UUID, autogenerate: {Vitrine.Id, :generate, [unquote(opts[:prefix])]}}
      @foreign_key_type Ecto.UUID
      @timestamps_opts [type: :utc_datetime_usec]
    end
  end
end
