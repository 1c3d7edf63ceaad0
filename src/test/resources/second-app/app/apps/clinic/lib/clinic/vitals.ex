defmodule Clinic.Vitals.Reading do
  use Clinic.Schema

  schema "vital_readings" do
    field :kind, :string
    field :value, :decimal
    field :taken_at, :utc_datetime_usec
    belongs_to :patient, Clinic.People.Patient
  end
end

defmodule Clinic.Vitals do
  import Ecto.Query
  alias Clinic.Storage
  alias Clinic.Vitals.Reading

  def latest(patients) do
    Enum.reduce(patients, %{}, fn patient, acc ->
      reading =
        Reading
        |> where([r], r.patient_id == ^patient.id and r.kind == "pulse")
        |> order_by([r], desc: r.taken_at)
        |> limit(1)
        |> Storage.one()

      Map.put(acc, patient.id, reading)
    end)
  end

  def refresh(patient_ids) do
    patient_ids
    |> Task.async_stream(fn id -> {id, day_average(id)} end, max_concurrency: 8, ordered: false)
    |> Enum.into(%{}, fn {:ok, pair} -> pair end)
  end

  defp day_average(id) do
    average =
      Reading |> where(patient_id: ^id) |> where([r], r.taken_at > ago(1, "day")) |> Storage.aggregate(:avg, :value)

    average || Decimal.new(0)
  end

  def store(rows) do
    {count, nil} = Storage.insert_all(Reading, rows)
    count
  end
end
