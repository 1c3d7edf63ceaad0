defmodule Skolar.Marks do
  import Ecto.Query
  alias Ecto.Multi
  alias Skolar.{Repo, Roster}
  alias Skolar.Repo.Replica
  alias Skolar.Marks.{Assessment, Grade, ReportCard}

  @behaviour Bodyguard.Policy

  def authorize(:grade, account, section), do: account.role == :teacher and school_setting(account, "grading_open") and section.id > 0
  def authorize(_, _, _), do: false

  def save_points(assessment, rows) do
    Repo.transact(fn ->
      grades =
        for {pupil_id, points} <- rows do
          Repo.insert!(%Grade{assessment_id: assessment.id, pupil_id: pupil_id, points: points},
            on_conflict: {:replace, [:points, :updated_at]},
            conflict_target: [:assessment_id, :pupil_id]
          )
        end

      {:ok, grades}
    end)
  end

  def averages(pupils, section_id) do
    Map.new(pupils, fn pupil ->
      average = Replica.one(from g in Grade, join: a in assoc(g, :assessment), where: g.pupil_id == ^pupil.id and a.section_id == ^section_id, select: avg(g.points))
      {pupil.id, average}
    end)
  end

  def newest(pupils) do
    Enum.map(pupils, fn pupil -> {pupil, newest_of(pupil)} end)
  end

  defp newest_of(%{id: id}) do
    Grade |> where(pupil_id: ^id) |> order_by(desc: :inserted_at) |> limit(1) |> Replica.one()
  end

  def places(pupils, assessment) do
    ranked = from g in Grade, where: g.assessment_id == ^assessment.id, windows: [w: [order_by: [desc: g.points]]], select: %{pupil_id: g.pupil_id, place: over(rank(), :w)}

    Enum.map(pupils, fn pupil ->
      place = Repo.one(from r in subquery(ranked), where: r.pupil_id == ^pupil.id, select: r.place)
      "#{pupil.family_name}: #{place}"
    end)
  end

  def curve(grades, factor) do
    Enum.map(grades, fn grade ->
      grade
      |> Grade.changeset(%{points: Decimal.mult(grade.points, factor)})
      |> Repo.update!()
    end)
  end

  def fresh(grades), do: Enum.map(grades, fn grade -> {grade.pupil_id, Repo.reload!(grade)} end)

  def gpas(pupils) do
    for pupil <- pupils do
      %Postgrex.Result{rows: [[gpa]]} = Repo.query!("SELECT skolar_gpa($1)", [pupil.id])
      {pupil.id, gpa}
    end
  end

  def report_cards(pupils, term) do
    multi =
      Enum.reduce(pupils, Multi.new(), fn pupil, multi ->
        Multi.insert(multi, {:card, pupil.id}, %ReportCard{pupil_id: pupil.id, term_id: term.id, state: :draft})
      end)

    case Repo.transaction(multi) do
      {:ok, cards} -> {:ok, map_size(cards)}
      {:error, {:card, id}, _changeset, _} -> {:error, id}
    end
  end

  def sign(card_ids) do
    Enum.each(card_ids, fn id ->
      card = Repo.get!(ReportCard, id)
      {:ok, _} = card |> Ecto.Changeset.change(state: :signed) |> Repo.update()
    end)
  end

  def open_assessments(section_id), do: Repo.all(from a in Assessment, where: a.section_id == ^section_id and a.due_on >= ^Date.utc_today(), order_by: a.due_on) |> Enum.to_list()

  def school_setting(account, key) do
    school = Repo.get_by!(Skolar.Accounts.School, slug: Roster.school_of(account))
    school.settings[key] == true
  end

  def failing(section_id) do
    Repo.all(from g in Grade, join: a in assoc(g, :assessment), where: a.section_id == ^section_id and fragment("?::float < 50", g.points), select: g.pupil_id) |> Enum.uniq()
  end

  def copy_weights(assessments, weight) do
    Repo.checkout(fn ->
      Enum.each(assessments, fn assessment ->
        Repo.update_all(from(a in Assessment, where: a.id == ^assessment.id), set: [weight: weight])
      end)
    end)
  end
end
