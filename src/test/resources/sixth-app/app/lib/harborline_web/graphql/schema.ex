defmodule HarborlineWeb.Schema do
  use Absinthe.Schema
  import Absinthe.Resolution.Helpers, only: [dataloader: 1]
  alias HarborlineWeb.Resolvers

  object :vessel do
    field :name, :string
    field :decks, list_of(:deck), resolve: dataloader(Harborline.Fleet)
  end

  object :deck do
    field :name, :string
  end

  object :sailing do
    field :id, :id
    field :vessel, :vessel, resolve: &Resolvers.Sailings.vessel/3
    field :fares, list_of(:fare), resolve: dataloader(Harborline.Timetable)
  end

  object :fare do
    field :class, :string
  end

  query do
    field :departures, list_of(:sailing) do
      arg(:port, :id)
      resolve(&Resolvers.Sailings.list/3)
    end
  end
end
