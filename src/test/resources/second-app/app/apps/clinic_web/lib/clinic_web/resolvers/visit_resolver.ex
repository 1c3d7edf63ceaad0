defmodule ClinicWeb.Resolvers.VisitResolver do
  import Ecto.Query
  alias Clinic.People.{Clinician, Visit}
  alias Clinic.Storage

  def recent(_parent, %{first: first}, _info) do
    visits = Storage.all(from v in Visit, order_by: [desc: v.seen_at], limit: ^first)
    {:ok, visits}
  end

  def clinician(%Visit{clinician_id: id}, _args, _info) do
    case Storage.get(Clinician, id) do
      nil -> {:error, :not_found}
      clinician -> {:ok, clinician}
    end
  end
end

defmodule ClinicWeb.Schema do
  use Absinthe.Schema
  import Absinthe.Resolution.Helpers, only: [dataloader: 1]
  alias ClinicWeb.Resolvers.VisitResolver

  object :clinician do
    field :name, :string
  end

  object :visit do
    field :summary, :string
    field :clinician, :clinician, resolve: &VisitResolver.clinician/3
    field :prescriptions, list_of(:string), resolve: dataloader(Clinic.Storage)
  end

  query do
    field :visits, list_of(:visit) do
      arg :first, :integer
      resolve &VisitResolver.recent/3
    end
  end
end
