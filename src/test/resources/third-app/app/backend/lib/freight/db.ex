defmodule Freight.DB do
  use Ecto.Repo, otp_app: :freight, adapter: Ecto.Adapters.Postgres

  def fetch(queryable, id) do
    case get(queryable, id) do
      nil -> {:error, :not_found}
      row -> {:ok, row}
    end
  end

  def fetch_by(queryable, clauses) do
    case get_by(queryable, clauses) do
      nil -> {:error, :not_found}
      row -> {:ok, row}
    end
  end

  def in_parallel(funs) do
    funs |> Enum.map(&Task.async/1) |> Task.await_many()
  end
end
