# Stand-ins for libraries that are not installed where the tests run: only the functions that emitted
# code calls, with the public contract that each library's own source states. They show that a call has
# the right name, arguments and results. They do not show what the library or the database does with it:
# that no constraint is reported, that a task is started, that a batch becomes one query.

# lib/ecto/changeset.ex: `unique_constraint(t, atom | [atom, ...], Keyword.t()) :: t`
defmodule Ecto.Changeset do
  defstruct source: "", constraints: []

  def unique_constraint(changeset, field_or_fields, opts \\ [])

  def unique_constraint(changeset, field, opts) when is_atom(field) do
    unique_constraint(changeset, [field], opts)
  end

  def unique_constraint(%__MODULE__{} = changeset, [first | _] = fields, opts) do
    true = Enum.all?(fields, &is_atom/1)
    [] = Keyword.keys(opts) -- [:name, :message, :match, :error_key]
    name = opts[:name] || Enum.join([changeset.source | fields] ++ ["index"], "_")
    one = %{type: :unique, constraint: to_string(name), field: opts[:error_key] || first}
    %{changeset | constraints: [one | changeset.constraints]}
  end
end

# lib/phoenix_live_view/async.ex: a task when connected, `{:ok, map}` with every key or `{:error, _}`
defmodule Phoenix.LiveView do
  def connected?(socket), do: socket.connected

  def assign(socket, key, value), do: %{socket | assigns: Map.put(socket.assigns, key, value)}

  def assign_async(socket, key_or_keys, fun, _opts \\ [])
      when (is_atom(key_or_keys) or is_list(key_or_keys)) and is_function(fun, 0) do
    keys = List.wrap(key_or_keys)
    loading = Enum.reduce(keys, socket, &assign(&2, &1, :loading))
    if connected?(socket), do: loaded(loading, keys, fun.()), else: loading
  end

  defp loaded(socket, keys, {:ok, %{} = assigns}) do
    [] = keys -- Map.keys(assigns)
    Enum.reduce(assigns, socket, fn {key, value}, to -> assign(to, key, {:ok, value}) end)
  end

  defp loaded(socket, keys, {:error, reason}) do
    Enum.reduce(keys, socket, &assign(&2, &1, {:failed, reason}))
  end
end

# lib/dataloader.ex: `load` notes, `run` asks once for each batch key, `get` raises for what was not loaded
defmodule Dataloader do
  defstruct sources: %{}, pending: %{}, results: %{}

  def load(loader, source, batch, item) do
    true = Map.has_key?(loader.sources, source)
    %{loader | pending: Map.update(loader.pending, {source, batch}, [item], &[item | &1])}
  end

  def run(loader) do
    asked =
      for {{source, batch}, items} <- loader.pending,
          {item, value} <- loader.sources[source].(batch, items),
          into: %{},
          do: {{source, batch, item}, value}

    %{loader | pending: %{}, results: Map.merge(loader.results, asked)}
  end

  def get(loader, source, batch, item), do: Map.fetch!(loader.results, {source, batch, item})
end

# lib/absinthe/resolution/helpers.ex: `on_load(loader, fun)`
defmodule Absinthe.Resolution.Helpers do
  def on_load(loader, fun) when is_function(fun, 1) do
    {:middleware, Absinthe.Middleware.Dataloader, {loader, fun}}
  end
end

# lib/ecto/migration.ex: `column :: atom | String.t() | {index_dir, atom | String.t()}` since 3.13
defmodule Ecto.Migration do
  defmacro __using__(_) do
    quote do
      import Ecto.Migration
      Module.register_attribute(__MODULE__, :disable_ddl_transaction, accumulate: true)
      Module.register_attribute(__MODULE__, :disable_migration_lock, accumulate: true)
    end
  end

  def create(index) do
    Process.put(:created, index)
    index
  end

  def execute(_up, _down), do: Process.get(:created)

  def index(table, columns, opts) when is_atom(table) do
    true = Enum.all?(columns, &column?/1)
    {table, columns, opts}
  end

  defp column?({direction, name}), do: direction in [:asc, :desc] and column?(name)
  defp column?(name), do: is_atom(name) or is_binary(name)
end
