defmodule Skolar.Repo do
  use Ecto.Repo, otp_app: :skolar, adapter: Ecto.Adapters.Postgres
  require Ecto.Query

  @tenant_key {__MODULE__, :tenant}

  def put_school(slug), do: Process.put(@tenant_key, slug)
  def get_school, do: Process.get(@tenant_key)

  @impl true
  def default_options(_operation) do
    case get_school() do
      nil -> []
      slug -> [prefix: "school_" <> slug]
    end
  end

  @impl true
  def prepare_query(operation, query, opts) when operation in [:all, :stream] do
    if opts[:with_archived], do: {query, opts}, else: {unarchived(query), opts}
  end

  def prepare_query(_operation, query, opts), do: {query, opts}

  defp unarchived(%Ecto.Query{from: %{source: {_table, schema}}} = query) when is_atom(schema) and not is_nil(schema) do
    if :archived_at in schema.__schema__(:fields), do: Ecto.Query.where(query, [x], is_nil(x.archived_at)), else: query
  end

  defp unarchived(query), do: query
end
