defmodule VitrineWeb.Schema.WorkTypes do
  use Absinthe.Schema.Notation
  import Ecto.Query
  alias Vitrine.Repo
  alias Vitrine.Catalogue.{Media, Valuation}
  alias VitrineWeb.Resolvers.Works

  object :work do
    field :id, :id
    field :title, :string
    field :artist, :artist, resolve: &Works.artist/3
    field :location_name, :string, resolve: &Works.location_name/3

    field :media, list_of(:media) do
      resolve fn work, _args, _info ->
        media = Repo.all(from m in Media, where: m.work_id == ^work.id and not m.archived)
        {:ok, media}
      end
    end

    field :valued?, :boolean do
      resolve fn work, _, _ ->
        {:ok, Repo.exists?(from v in Valuation, where: v.work_id == ^work.id)}
      end
    end
  end
end
