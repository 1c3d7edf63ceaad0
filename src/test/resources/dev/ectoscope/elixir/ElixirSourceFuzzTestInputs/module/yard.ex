defmodule Harbour.Yard do
  import Ecto.Query
  alias Ecto.Multi
  alias Harbour.{Accounts, Repo}
  alias Harbour.Accounts.{Membership, Team, User}
  alias Harbour.Fleet.Ship

  def user!(id), do: Repo.get!(User, id)

  def teams_of(user) do
    query =
      from m in Membership,
        join: t in assoc(m, :team),
        where: m.person_id == ^user.id,
        select: t.name

    Repo.all(query)
  end

  def ships(colour) do
    Ship
    |> where([s], s.colour == ^colour and not is_nil(s.name))
    |> order_by(desc: :name)
    |> limit(20)
    |> Repo.all()
  end

  def crews(users) do
    Enum.map(users, &Repo.preload(&1, :memberships))
  end

  def sink_all(ids) do
    Enum.each(ids, fn id ->
      Repo.delete_all(from(s in Ship, where: s.imo == ^id))
    end)
  end

  def rename(id, name) do
    Repo.transaction(fn ->
      ship = Repo.get!(Ship, id)

      ship
      |> Ecto.Changeset.change(name: name)
      |> Repo.update!()
    end)
  end

  def found(name, user) do
    Multi.new()
    |> Multi.insert(:team, %Team{name: name})
    |> Multi.insert(:membership, fn %{team: team} ->
      %Membership{team_id: team.id, person_id: user.id}
    end)
    |> Repo.transaction()
  end

  def latest(opts \\ []) do
    newest() |> Repo.all(opts)
  end

  defp newest, do: from(s in Ship, order_by: [desc: s.created_at], limit: 3)

  def quays, do: Repo.query!("SELECT code FROM quays WHERE depth > $1", [4])

  def parallel(ids) do
    ids
    |> Task.async_stream(fn id -> Repo.get(Team, id) end)
    |> Enum.to_list()
  end

  def admin?(id) do
    case user!(id) do
      %{role: :admin} -> true
      _ -> false
    end
  end

  def each_team(ids), do: for(id <- ids, do: Repo.get!(Team, id))

  def untouched, do: Accounts
end
