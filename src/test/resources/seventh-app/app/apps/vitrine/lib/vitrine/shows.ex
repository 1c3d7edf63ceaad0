defmodule Vitrine.Shows do
  import Ecto.Query, only: [from: 2, where: 3, order_by: 3, limit: 2]
  alias Ecto.Multi
  alias Vitrine.{Catalogue, Repo}
  alias Vitrine.Shows.{Admission, Exhibition, ExhibitionWork, Slot}

  def open, do: Repo.all(from e in Exhibition, where: e.state == :open, order_by: e.opens_on) |> Enum.reject(&is_nil(&1.opens_on))

  def hang_list do
    Enum.map(open(), fn exhibition ->
      works = Repo.all(from w in Catalogue.Work, join: x in ExhibitionWork, on: x.work_id == w.id, where: x.exhibition_id == ^exhibition.id, order_by: x.rank)

      Enum.map(works, fn work ->
        {exhibition.title, work.title, Repo.one(from v in Catalogue.Valuation, where: v.work_id == ^work.id, order_by: [desc: v.valued_at], limit: 1)}
      end)
    end)
  end

  def sold(slots) do
    Map.new(slots, fn slot ->
      {slot.id, Admission |> where([a], a.slot_id == ^slot.id) |> Repo.aggregate(:count)}
    end)
  end

  def slots_of(exhibition_id), do: Repo.all(from s in Slot, where: s.exhibition_id == ^exhibition_id, order_by: s.starts_at, limit: 12) |> Enum.to_list()

  def takings(%{slots: slots}) do
    for %Slot{id: id} <- slots, into: %{} do
      total = Repo.one(from a in Admission, where: a.slot_id == ^id and a.state in [:paid, :used], select: sum(a.price))
      {id, total || Decimal.new(0)}
    end
  end

  def settle(admissions) do
    admissions
    |> Enum.reduce(Multi.new(), fn admission, multi ->
      Multi.update(multi, {:admission, admission.id}, Ecto.Changeset.change(admission, state: :paid))
    end)
    |> Repo.transaction()
    |> case do
      {:ok, changes} -> {:ok, Map.values(changes)}
      {:error, _, changeset, _} -> {:error, changeset}
    end
  end

  def check(ids) do
    ids
    |> Enum.reduce(Multi.new(), fn id, multi -> Multi.run(multi, {:slot, id}, fn repo, _ -> {:ok, repo.get(Slot, id)} end) end)
    |> Repo.transaction()
    |> then(fn {:ok, slots} -> Map.values(slots) end)
  end

  def reserve(slot_ids) do
    Repo.transact(fn ->
      taken =
        Enum.map(slot_ids, fn id ->
          slot = Repo.one!(from s in Slot, where: s.id == ^id, lock: "FOR UPDATE")
          Repo.update!(Ecto.Changeset.change(slot, booked: slot.booked + 1))
        end)

      {:ok, taken}
    end)
  end

  def print_codes(slot, codes) do
    Enum.each(codes, fn code -> Repo.insert!(%Admission{slot_id: slot.id, code: code, state: :held}) end)
  end

  def sync_prices(rows) do
    Enum.each(rows, &upsert_price/1)
  end

  defp upsert_price(row) do
    {:ok, _} = Repo.insert(struct(Admission, row), on_conflict: {:replace, [:price, :updated_at]}, conflict_target: :code)
    :ok
  end

  def void_all(slots) do
    Enum.each(slots, fn %{id: slot_id} ->
      Repo.delete_all(from a in Admission, where: a.slot_id == ^slot_id and a.state == :held)
    end)
  end

  def renumber(exhibition_works) do
    exhibition_works
    |> Enum.with_index(1)
    |> Enum.each(fn {line, rank} -> line |> Ecto.Changeset.change(rank: rank) |> Repo.update!() end)
  end

  def page(params), do: Exhibition |> order_by([e], desc: e.closes_on) |> Repo.paginate(params)

  def calendar_open(museum), do: Repo.all(from e in Exhibition, where: e.state == :open and e.museum_id == ^museum and is_nil(e.deleted_at), order_by: e.opens_on, limit: 50) |> Enum.map(& &1.title)
  def calendar_count(museum), do: (from(e in Exhibition, where: is_nil(e.deleted_at), where: e.museum_id == ^museum, where: e.state == :open) |> Repo.aggregate(:count, :id)) + 0
  def calendar_next(museum), do: (from e in Exhibition, where: e.museum_id == ^museum and e.state == :open and is_nil(e.deleted_at), order_by: e.closes_on, limit: 1, select: e.closes_on) |> Repo.one() |> to_string()
  def calendar_slots(museum), do: Repo.all(from s in Slot, join: e in assoc(s, :exhibition), where: e.state == :open and is_nil(e.deleted_at) and e.museum_id == ^museum, select: s.starts_at, limit: 90) |> Enum.sort(DateTime)

  def on_day(date), do: Repo.all(from s in Slot, where: fragment("?::date", s.starts_at) == ^date, select: s.id) |> Enum.sort()
  def by_code(code), do: Repo.one(from a in Admission, where: fragment("?::text", a.id) == ^code or a.code == ^code, select: a.id) |> to_string()
  def in_month(month), do: Repo.all(from s in Slot, where: fragment("date_trunc('month', ?)", s.starts_at) == ^month, select: s.id) |> length()

  def admit(admission_id) do
    Repo.transaction(fn ->
      admission = Repo.one!(from a in Admission, where: a.id == ^admission_id, lock: "FOR UPDATE")
      {:ok, %{status: 200}} = Req.post(Vitrine.Gate.client(), url: "/open", json: %{code: admission.code})
      Repo.update!(Ecto.Changeset.change(admission, state: :used))
    end)
  end

  def swap(a, b) do
    Repo.transaction(fn ->
      Repo.update_all(from(s in Slot, where: s.id == ^a), inc: [booked: -1])
      Repo.update_all(from(s in Slot, where: s.id == ^b), inc: [booked: 1])
    end)
  end

  def yearly_ledger(year) do
    rows = Repo.all(from(a in Admission, where: fragment("extract(year from ?)", a.inserted_at) == ^year, group_by: a.state, select: {a.state, sum(a.price)}), timeout: 5_000)
    Map.new(rows)
  end
end
