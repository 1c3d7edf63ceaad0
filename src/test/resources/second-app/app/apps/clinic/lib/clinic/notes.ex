defmodule Clinic.Notes.Note do
  use Clinic.Schema

  schema "notes" do
    field :subject_type, :string
    field :subject_id, :binary_id
    field :body, :string
    timestamps()
  end
end

defmodule Clinic.Notes do
  import Ecto.Query
  alias Clinic.Notes.Note
  alias Clinic.Storage

  @doc "Notes of anything: the subject is a type and an id."
  def about(%schema{id: id}) do
    type = schema |> Module.split() |> List.last() |> String.downcase()

    notes =
      Note |> where([n], n.subject_type == ^type and n.subject_id == ^id) |> order_by(:created_at) |> Storage.all()

    Enum.map(notes, & &1.body)
  end
end
