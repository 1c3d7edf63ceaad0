defmodule Vitrine.Repo do
  use Ecto.Repo, otp_app: :vitrine, adapter: Ecto.Adapters.Postgres
  use Scrivener, page_size: 25
  require Ecto.Query

  @doc "Where reads may go: the replica, but for tests."
  def reader, do: Application.get_env(:vitrine, :reader, Vitrine.Repo.Replica)

  def fetch(queryable, id, opts \\ []) do
    case get(queryable, id, opts) do
      nil -> {:error, {:not_found, queryable}}
      record -> {:ok, record}
    end
  end

  @impl true
  def prepare_query(_operation, query, opts) do
    if opts[:with_deleted] || opts[:ecto_query] == :preload, do: {query, opts}, else: {hide_deleted(query), opts}
  end

  defp hide_deleted(%{from: %{source: {_, schema}}} = query) when not is_nil(schema) do
    if :deleted_at in schema.__schema__(:fields), do: Ecto.Query.where(query, [x], is_nil(x.deleted_at)), else: query
  end

  defp hide_deleted(query), do: query
end
