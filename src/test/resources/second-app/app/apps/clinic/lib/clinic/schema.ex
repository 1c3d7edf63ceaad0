defmodule Clinic.Schema do
  @moduledoc "What every table of the clinic shares: UUID keys, `created_at`, an optional PostgreSQL schema."

  defmacro __using__(opts) do
    quote do
      use Ecto.Schema
      import Ecto.Changeset
      import Ecto.Query

      @schema_prefix unquote(opts[:prefix])
      @primary_key {:id, :binary_id, autogenerate: true}
      @foreign_key_type :binary_id
      @timestamps_opts [type: :utc_datetime_usec, inserted_at: :created_at]
    end
  end
end
