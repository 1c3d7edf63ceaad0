defmodule Vitrine.Catalogue do
  @moduledoc "Works, their makers and where they hang."
  import Ecto.Query

  alias Vitrine.Repo
  alias Vitrine.Catalogue.{Artist, ConditionReport, Keyword, Location, Media, Valuation, Work}

  def newest_works(limit \\ 12) do
    works = from(w in Work, order_by: [desc: w.inserted_at], limit: ^limit) |> Repo.all()
    works
  end

  def works_with_reports(works), do: works |> Enum.map(&with_reports/1)

  defp with_reports(work) do
    reports = Repo.all(from r in ConditionReport, where: r.work_id == ^work.id, order_by: [desc: r.examined_at])
    Map.put(work, :condition_reports, reports)
  end

  def labels(works) do
    for work <- works do
      artist = Repo.get!(Artist, work.artist_id)
      "#{artist.name}: #{work.title}"
    end
  end

  def with_keywords(works), do: Enum.map(works, &Repo.preload(&1, [:keywords]))

  def lent?(work) do
    from(l in "loan_lines", join: o in Vitrine.Lending.Loan, on: o.id == l.loan_id, where: l.work_id == type(^work.id, Ecto.UUID) and o.state == :out)
    |> Repo.exists?()
    |> Kernel.and(true)
  end

  def available(works), do: Enum.reject(works, &lent?/1)

  def breadcrumb(%Location{parent_id: nil} = location), do: [location.name]

  def breadcrumb(%Location{} = location) do
    parent = Repo.get(Location, location.parent_id)
    breadcrumb(parent) ++ [location.name]
  end

  def subtree(%Location{} = location) do
    children = Repo.all(from c in Location, where: c.parent_id == ^location.id, order_by: c.name)
    [location | Enum.flat_map(children, &subtree/1)]
  end

  def insured_total(locations) do
    Map.new(locations, fn location ->
      {location.id, Repo.reader().aggregate(from(w in Work, where: w.location_id == ^location.id), :sum, :insured_value)}
    end)
  end

  def last_valuation(work) do
    Valuation |> where(work_id: ^work.id) |> last(:valued_at) |> Repo.one() |> Map.get(:amount)
  end

  def portfolio(works), do: Enum.map(works, fn work -> {work.title, last_valuation(work)} end)

  def artist_name(%Work{artist_id: id}) do
    %Artist{name: name} = Repo.get(Artist, id)
    name
  end

  def images(work) do
    query = Ecto.assoc(work, :media)
    Repo.all(from m in query, order_by: m.inserted_at, limit: 3) |> Enum.map(& &1.file)
  end

  def gallery(works), do: Enum.into(works, %{}, fn work -> {work.id, images(work)} end)

  def keywords_of(work), do: work |> Ecto.assoc(:keywords) |> order_by(:label) |> Repo.all() |> Enum.map_join(", ", & &1.label)

  def tag_lines(works) do
    Enum.map(works, fn work -> work.title <> ": " <> keywords_of(work) end)
  end

  def refresh(works) do
    Enum.map(works, fn work ->
      fresh = Repo.reload!(work)
      %{fresh | tags: work.tags}
    end)
  end

  def provenance(works) do
    Enum.map(works, fn work ->
      %{rows: rows} = Repo.query!("WITH RECURSIVE chain AS (SELECT id, previous_id, owner FROM ownerships WHERE work_id = $1 UNION ALL SELECT o.id, o.previous_id, o.owner FROM ownerships o JOIN chain c ON o.id = c.previous_id) SELECT owner FROM chain", [Ecto.UUID.dump!(work.id)])
      {work.id, List.flatten(rows)}
    end)
  end

  def best_grades(works) do
    Enum.map(works, fn work ->
      ranked = from r in ConditionReport, where: r.work_id == ^work.id, windows: [w: [partition_by: r.work_id, order_by: [desc: r.grade]]], select: %{grade: r.grade, n: over(row_number(), :w)}
      Repo.all(from r in subquery(ranked), where: r.n <= 2, select: r.grade)
    end)
  end

  def import_keywords(labels) do
    Enum.map(labels, fn label ->
      case Repo.get_by(Keyword, label: label, lang: "en") do
        nil -> Repo.insert!(%Keyword{label: label, lang: "en"})
        keyword -> keyword
      end
    end)
  end

  def statuses(ids) do
    ids
    |> Task.async_stream(fn id -> Repo.one(from m in Media, where: m.work_id == ^id, select: count(m.id)) end, max_concurrency: 6)
    |> Enum.map(fn {:ok, n} -> n end)
  end

  def touch_views(works) do
    Enum.each(works, fn work ->
      {1, _} = Repo.update_all(from(w in Work, where: w.id == ^work.id), inc: [view_count: 1])
    end)
  end

  def relocate(works, location) do
    Enum.map(works, fn work ->
      work
      |> Ecto.Changeset.change(location_id: location.id)
      |> Repo.update!()
    end)
  end

  def restamp(works) do
    for work <- works, {:ok, %{model: model}} <- [PaperTrail.update(Work.changeset(work, %{title: String.trim(work.title)}))] do
      model
    end
  end

  def published, do: from(w in Work, where: is_nil(w.deleted_at))

  def by_title(title), do: Repo.all(from w in Work, where: fragment("lower(?)", w.title) == ^String.downcase(title), select: w.id) |> Enum.sort()

  def on_floor(floor), do: Repo.all(from w in Work, where: fragment("(?->>'floor')::int = ?", w.dimensions, ^floor), select: w.id) |> Enum.sort()

  def without_tags, do: Repo.all(from w in Work, where: fragment("coalesce(array_length(?, 1), 0) = 0", w.tags), select: w.id) |> length()

  def search(term) do
    like = "%#{term}%"
    Repo.all(from w in Work, where: ilike(w.title, ^like) or ilike(w.description, ^like), limit: 20) |> Enum.uniq()
  end

  def index_card(prefix), do: Repo.all(from w in Work, where: like(w.accession_no, ^(prefix <> "%")), select: w.id, limit: 10) |> Enum.sort()

  def titles, do: Work |> order_by(:title) |> Repo.all() |> Enum.map(& &1.title)

  def everything_of(kind), do: Repo.all(from w in Work, where: w.kind == ^kind) |> Enum.map(&export_row/1)

  defp export_row(work), do: Map.take(work, [:id, :accession_no, :title, :kind, :description, :dimensions, :tags, :insured_value, :view_count, :artist_id, :location_id])

  def any_works?(kind), do: Repo.aggregate(from(w in Work, where: w.kind == ^kind), :count) > 0

  def by_raw_number(number), do: Repo.query!("SELECT id, title FROM works WHERE accession_no = '#{number}'").rows

  def without_artist(id), do: Repo.query!("SELECT id FROM works WHERE artist_id = $1 ORDER BY id LIMIT 5", [id]).rows |> List.flatten()
end
