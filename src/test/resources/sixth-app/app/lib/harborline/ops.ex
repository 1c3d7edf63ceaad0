defmodule Harborline.Ops do
  import Ecto.Query
  alias Harborline.Repo
  alias Harborline.Ops.Preference

  def preferences(prefix, keys) do
    Map.new(keys, fn key ->
      row = Repo.get_by(Preference, [key: key], prefix: prefix)
      {key, row && row.value}
    end)
  end

  def everywhere(prefixes) do
    Enum.flat_map(prefixes, fn prefix -> Repo.all(from(p in Preference, select: p.key), prefix: prefix) end)
  end

  def setting(key) do
    row = Repo.one(from p in "app_settings", where: p.key == ^key, select: p.value)
    row
  end

  def beat, do: Repo.query!("SELECT 1", [], log: :info)

  def try_lock(key) do
    %{rows: [[ok]]} = Repo.query!("SELECT pg_try_advisory_lock($1)", [key])
    ok
  end
end
