defmodule Harborline.Loyalty do
  import Ecto.Query
  alias Harborline.{Repo, Store}
  alias Harborline.Loyalty.{Club, Member}

  def current(id) do
    {:ok, member} = Store.fetch(Member, id)
    member
  end

  def can?(member_id, _right) do
    member = Repo.get!(Member, member_id)
    member.tier == :gold
  end

  def gold_names(club_id) do
    rows = Repo.all(from m in Member, where: is_nil(m.deleted_at) and m.tier == :gold and m.club_id == ^club_id, order_by: m.full_name, limit: 50, select: m.full_name)
    rows
  end

  def gold_count(club_id) do
    n = Repo.one(from m in Member, where: is_nil(m.deleted_at), where: m.tier == :gold, where: m.club_id == ^club_id, select: count(m.id))
    n || 0
  end

  def gold_points(club_id) do
    n = Repo.one(from m in Member, where: m.club_id == ^club_id and m.tier == :gold and is_nil(m.deleted_at), select: sum(m.points))
    n || 0
  end

  def gold_mails(club_id) do
    rows = Repo.all(from m in Member, join: c in assoc(m, :club), where: m.club_id == ^club_id and is_nil(m.deleted_at) and m.tier == :gold, select: {c.slug, m.email})
    rows
  end

  def by_name(name) do
    row = Repo.one(from m in Member, where: fragment("lower(?)", m.full_name) == ^String.downcase(name), select: m.id, limit: 1)
    row
  end

  def by_email_ci(mail) do
    row = Repo.one(from m in Member, where: fragment("lower(?)", m.email) == ^String.downcase(mail), select: m.id)
    row
  end

  def search(term) do
    pattern = "%#{term}%"
    rows = Repo.all(from m in Member, where: ilike(m.full_name, ^pattern) or ilike(m.email, ^pattern), order_by: m.id, limit: 20, select: m.id)
    rows
  end

  def clubs_of(members) do
    Enum.map(members, fn member ->
      {:ok, club} = Store.fetch(Club, member.club_id)
      {member.full_name, club.name}
    end)
  end

  def register(attrs) do
    case %Member{} |> Ecto.Changeset.cast(attrs, [:email]) |> Ecto.Changeset.unique_constraint(:email) |> Repo.insert() do
      {:ok, member} -> member
      {:error, _} -> :taken
    end
  end

  def expiring do
    rows = Repo.all(from m in Member, where: is_nil(m.deleted_at) or m.deleted_at > ^DateTime.utc_now(), limit: 10, select: m.id)
    rows
  end
end
