defmodule Freight.Record do
  @moduledoc "What every schema begins with."
  defmacro __using__(opts) do
    quote do
      use Ecto.Schema
      import Ecto.Changeset
      import Ecto.Query, only: [from: 2]

      if unquote(opts[:key]) == :bigint do
        @primary_key {:id, :id, autogenerate: true}
      else
        @primary_key {:id, Ecto.ULID, autogenerate: true}
      end

      @foreign_key_type Ecto.ULID
      @timestamps_opts [type: :utc_datetime_usec]
    end
  end
end
