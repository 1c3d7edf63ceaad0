defmodule Harbour.Schema do
  @moduledoc """
  What every schema begins with.

      defmodule NotReal do
        schema "only_in_prose" do
          field :nothing, :string
        end
      end
  """
  alias Harbour.Types.Cents

  defmacro __using__(opts) do
    source = Keyword.get(opts, :key, :id)

    quote do
      use Ecto.Schema
      import Ecto.Changeset
      import Harbour.Schema, only: [money_field: 1, audited: 0, audited: 1, flags: 1]
      alias Harbour.Fleet.{Captain, Ship}

      @primary_key {unquote(source), :binary_id, autogenerate: true}
      @foreign_key_type :binary_id
      @timestamps_opts [type: :utc_datetime_usec, inserted_at: :created_at]
    end
  end

  defmacro money_field(name) do
    quote do
      field unquote(name), Cents
      field unquote(:"#{name}_currency"), :string, default: "EUR"
    end
  end

  defmacro audited(opts \\ []) do
    quote bind_quoted: [opts: opts] do
      field :audit_note, :string
      belongs_to :auditor, Harbour.Accounts.User, Keyword.merge([foreign_key: :audited_by], opts)
    end
  end

  defmacro flags(names) do
    for name <- names do
      quote do
        field unquote(name), :boolean, default: false
      end
    end
  end

  defmacro on_docker(do: block) do
    quote do
      unquote(block)
    end
  end
end
