defmodule VitrineWeb.Resolvers.Works do
  alias Vitrine.{Catalogue, Repo}

  def list(_parent, _args, _info), do: {:ok, Catalogue.newest_works(10)}

  def artist(work, _args, _info) do
    case Repo.get(Catalogue.Artist, work.artist_id) do
      nil -> {:error, "no such artist"}
      artist -> {:ok, artist}
    end
  end

  def location_name(%{location_id: nil}, _, _), do: {:ok, nil}

  def location_name(work, _, _) do
    with %Catalogue.Location{} = location <- Repo.get(Catalogue.Location, work.location_id) do
      {:ok, location.name}
    end
  end
end
