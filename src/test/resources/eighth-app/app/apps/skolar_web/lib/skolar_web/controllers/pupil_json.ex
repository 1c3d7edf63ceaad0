defmodule SkolarWeb.PupilJSON do
  alias Skolar.{Repo, Roster.Pupil, Roster.YearGroup}

  def index(%{pupils: pupils}), do: %{data: for(pupil <- pupils, do: data(pupil))}

  defp data(%Pupil{} = pupil) do
    year_group = Repo.get!(YearGroup, pupil.year_group_id)
    %{id: pupil.id, name: pupil.family_name, year: year_group.name}
  end
end
