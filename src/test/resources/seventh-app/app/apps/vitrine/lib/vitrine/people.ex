defmodule Vitrine.People do
  import Ecto.Query
  alias Vitrine.Repo
  alias Vitrine.People.{Remark, Role, Setting, Visitor}

  def can?(visitor, action) do
    roles = Repo.all(from r in Role, where: r.visitor_id == ^visitor.id, select: r.name)
    action in Enum.flat_map(roles, &granted/1)
  end

  defp granted("curator"), do: [:edit, :lend, :show]
  defp granted(_), do: [:show]

  def with_subjects(remarks) do
    Enum.map(remarks, fn remark ->
      {remark, subject(remark)}
    end)
  end

  defp subject(%Remark{subject_type: "works", subject_id: id}), do: Repo.get(Vitrine.Catalogue.Work, id) |> describe()
  defp subject(%Remark{subject_type: "loans", subject_id: id}), do: Repo.get(Vitrine.Lending.Loan, id) |> describe()

  defp describe(nil), do: "gone"
  defp describe(%{title: title}), do: title
  defp describe(%{number: number}), do: number

  def settings(museum, keys) do
    Enum.map(keys, fn key -> Repo.get_by(Setting, [key: key], prefix: Triplex.to_prefix(museum)) end)
  end

  def award(visitor_ids, points) do
    for id <- visitor_ids do
      visitor = Repo.get!(Visitor, id)
      {:ok, visitor} = visitor |> Ecto.Changeset.change(points: visitor.points + points) |> Repo.update()
      visitor
    end
  end

  def by_email(email), do: Repo.one(from v in Visitor, where: fragment("lower(?)", v.email) == ^email) |> then(&(&1 && &1.id))

  def nightly(museums), do: Enum.map(museums, fn museum -> Repo.all(from(s in Setting, where: s.key == "opening"), prefix: museum) end)
end
