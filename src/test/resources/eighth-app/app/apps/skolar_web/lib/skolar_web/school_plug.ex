defmodule SkolarWeb.SchoolPlug do
  def init(opts), do: opts

  def call(%{params: %{"school" => slug}} = conn, _opts) do
    Skolar.Repo.put_school(slug)
    conn
  end
end
