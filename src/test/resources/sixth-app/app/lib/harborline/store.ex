defmodule Harborline.Store do
  @moduledoc "The one door to the database for contexts."
  alias Harborline.Repo
  import Ecto.Query

  def fetch(schema, id) do
    case Repo.get(schema, id) do
      nil -> {:error, :not_found}
      row -> {:ok, row}
    end
  end

  def fetch_by(schema, clauses) do
    case Repo.get_by(schema, clauses) do
      nil -> {:error, :not_found}
      row -> {:ok, row}
    end
  end

  def total(query, field) do
    Repo.aggregate(query, :sum, field) || Decimal.new(0)
  end

  def page(query, page, per) do
    rows = query |> limit(^per) |> offset(^((page - 1) * per)) |> Repo.all()
    count = Repo.aggregate(query, :count)
    %{rows: rows, total: count}
  end
end
