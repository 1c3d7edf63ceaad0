defmodule SkolarWeb.Schema do
  use Absinthe.Schema
  alias SkolarWeb.Resolvers

  object :section do
    field :label, :string
    field :course, :course, resolve: &Resolvers.course/3
    field :teacher, :string, resolve: &Resolvers.teacher/3
    field :lesson_count, :integer, resolve: &Resolvers.lesson_count/3
  end

  object :course do
    field :code, :string
    field :title, :string
  end

  query do
    field :sections, list_of(:section) do
      arg :term_id, non_null(:id)
      resolve &Resolvers.sections/3
    end
  end
end
