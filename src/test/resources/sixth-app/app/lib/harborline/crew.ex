defmodule Harborline.Crew do
  import Ecto.Query
  alias Harborline.Repo
  alias Harborline.Crew.{CrewMember, Shift}

  def roster do
    crew = Repo.all(from c in CrewMember, order_by: c.full_name, limit: 14)
    Enum.map(crew, &Repo.preload(&1, :certificates))
  end

  def next_shift(crew) do
    Enum.map(crew, fn person ->
      shift = Repo.one(from s in Shift, where: s.crew_member_id == ^person.id, order_by: [desc: s.starts_at], limit: 1)
      {person.full_name, shift && shift.role}
    end)
  end
end
