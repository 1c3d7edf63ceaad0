defmodule Clinic.Documents.Document do
  use Clinic.Schema

  schema "documents" do
    field :title, :string
    field :body, :string
    field :scan, :binary
    field :meta, :map
    field :tags, {:array, :string}
    field :filed_at, :utc_datetime_usec
    field :superseded_by, :binary_id
    belongs_to :patient, Clinic.People.Patient
    timestamps()
  end
end

defmodule Clinic.Documents do
  import Ecto.Query
  alias Clinic.Documents.Document
  alias Clinic.Storage

  def titles(patient_id) do
    documents = Document |> where(patient_id: ^patient_id) |> order_by(desc: :filed_at) |> limit(250) |> Storage.all()
    for document <- documents, do: {document.id, document.title}
  end

  def search(words) do
    pattern = "%" <> words <> "%"
    found = Document |> where([d], like(d.body, ^pattern)) |> select([d], d.id) |> limit(25) |> Storage.all()
    {:ok, found}
  end

  def page(number) do
    rows =
      Document
      |> order_by([d], desc: d.filed_at, asc: d.id)
      |> limit(50)
      |> offset(^(number * 50))
      |> select([d], {d.id, d.title})
      |> Storage.all()

    %{number: number, rows: rows}
  end

  def filed_on(date) do
    rows = Document |> where([d], fragment("?::date", d.filed_at) == ^date) |> select([d], d.id) |> Storage.all()
    length(rows)
  end

  def month(month) do
    rows =
      Document
      |> where([d], fragment("to_char(?, 'YYYY-MM') = ?", d.filed_at, ^month))
      |> select([d], d.id)
      |> Storage.all()

    length(rows)
  end

  def untitled do
    ids = Document |> where([d], fragment("? IS NOT NULL", d.scan)) |> select([d], d.id) |> limit(10) |> Storage.all()
    MapSet.new(ids)
  end

  def replaced_by(id) do
    ids = Document |> where([d], d.superseded_by == ^id) |> select([d], d.id) |> Storage.all()
    MapSet.new(ids)
  end

  def everything do
    rows = Document |> select([d], {d.id, d.title}) |> Storage.all()
    Map.new(rows)
  end

  def starting_with(prefix) do
    rows = Document |> where([d], like(d.title, ^"#{prefix}%")) |> select([d], d.title) |> limit(10) |> Storage.all()
    Enum.sort(rows)
  end
end
