defmodule Clinic.Pharmacy do
  import Ecto.Query
  alias Clinic.Pharmacy.{Drug, Prescription}
  alias Clinic.Storage

  def prices(codes), do: Map.new(codes, fn code -> {code, Storage.get_by!(Drug, code: code).price} end)

  def safe_for(patients, drug) do
    Enum.reject(patients, &takes?(&1, drug))
  end

  defp takes?(%{id: patient_id}, %{id: drug_id}) do
    Prescription
    |> join(:inner, [p], v in assoc(p, :visit))
    |> where([p, v], v.patient_id == ^patient_id and p.drug_id == ^drug_id)
    |> Storage.exists?()
  end

  def restock(deliveries) do
    for {id, boxes} <- deliveries do
      drug = Storage.get!(Drug, id)
      drug |> Ecto.Changeset.change(stock: drug.stock + boxes) |> Storage.update!()
    end
  end

  def import_catalogue(rows) do
    Enum.map(rows, fn row ->
      Storage.insert!(struct(Drug, row), on_conflict: {:replace, [:name, :price, :updated_at]}, conflict_target: :code)
    end)
  end

  def import_fast(rows) do
    now = DateTime.utc_now()

    rows
    |> Stream.map(&Map.merge(&1, %{id: Ecto.UUID.generate(), created_at: now, updated_at: now}))
    |> Stream.chunk_every(1000)
    |> Enum.reduce(0, fn chunk, sum -> sum + (Drug |> Storage.insert_all(chunk, on_conflict: :nothing) |> elem(0)) end)
  end

  def report(name) do
    Storage.query!("SELECT code, stock FROM formulary.drugs WHERE name = '#{name}'").rows
  end
end
