defmodule VitrineWeb.Schema do
  use Absinthe.Schema
  import_types VitrineWeb.Schema.WorkTypes

  query do
    field :works, list_of(:work) do
      resolve &VitrineWeb.Resolvers.Works.list/3
    end
  end
end
