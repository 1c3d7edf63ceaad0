defmodule Skolar.Roster do
  @moduledoc false
  import Ecto.Query
  alias Skolar.Repo
  alias Skolar.Roster.{Document, Guardian, Pupil, YearGroup}

  def school_of(_account), do: Repo.get_school()

  def list_pupils(year_group_id, opts \\ []) do
    Pupil
    |> where([p], p.year_group_id == ^year_group_id and p.status == :enrolled)
    |> order_by([p], [p.family_name, p.given_name])
    |> limit(^Keyword.get(opts, :limit, 30))
    |> Repo.all()
    |> Enum.map(&Map.put(&1, :label, "#{&1.given_name} #{&1.family_name}"))
  end

  def contacts(pupils) do
    Enum.flat_map(pupils, fn pupil ->
      %{guardians: guardians} = Repo.preload(pupil, [:guardians])
      Enum.map(guardians, & &1.phone)
    end)
  end

  def find_all(emails) do
    Enum.map(emails, &fetch_by_email/1)
  end

  defp fetch_by_email(email) do
    case Repo.get_by(Pupil, email: email) do
      nil -> {:error, email}
      %Pupil{} = pupil -> {:ok, pupil}
    end
  end

  def upsert_guardians(rows) do
    Enum.map(rows, fn row ->
      with nil <- Repo.get_by(Guardian, phone: row.phone) do
        Repo.insert!(struct!(Guardian, row))
      end
    end)
  end

  def balances(pupil_ids) do
    Map.new(pupil_ids, fn id ->
      open = Repo.one(from f in "fees", where: f.pupil_id == ^id and is_nil(f.paid_at), select: sum(f.amount))
      {id, open || Decimal.new(0)}
    end)
  end

  def promote(pupils, %YearGroup{} = next) do
    pupils
    |> Enum.map(&Ecto.Changeset.change(&1, year_group_id: next.id))
    |> Enum.map(&Repo.update/1)
    |> Enum.count(&match?({:ok, _}, &1))
  end

  def add_credits(pupil_ids, n) do
    for id <- pupil_ids, reduce: 0 do
      acc ->
        {count, nil} = from(p in Pupil, where: p.id == ^id) |> Repo.update_all(inc: [credits: n])
        acc + count
    end
  end

  def letters(pupil, files) do
    Enum.map(files, fn file ->
      %Document{}
      |> Ecto.Changeset.change(pupil_id: pupil.id, kind: :letter, file: file)
      |> Repo.insert()
    end)
  end

  def siblings(pupils) do
    Enum.map(pupils, fn pupil ->
      others =
        Repo.all(
          from p in Pupil,
            join: g in assoc(p, :guardians),
            join: o in assoc(g, :pupils),
            where: o.id == ^pupil.id and p.id != ^pupil.id,
            distinct: true,
            select: p
        )

      {pupil.label, length(others)}
    end)
  end

  def by_tag(tags) do
    tags
    |> Enum.map(fn tag -> {tag, Repo.aggregate(from(p in Pupil, where: fragment("? = ANY(?)", ^tag, p.tags)), :count)} end)
    |> Map.new()
  end

  def all_notes, do: Repo.all(from p in Pupil, order_by: p.family_name) |> Enum.map(&{&1.id, &1.notes})

  def search(name), do: Repo.all(from p in Pupil, where: fragment("lower(?)", p.family_name) == ^String.downcase(name), select: p.id) |> Enum.sort()
end
