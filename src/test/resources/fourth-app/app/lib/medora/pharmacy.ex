defmodule Medora.Pharmacy do
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Pharmacy.{Drug, Prescription, PrescriptionLine}

  def import_lines(prescription, rows) do
    Enum.map(rows, fn row ->
      with %Drug{} = drug <- Repo.get_by(Drug, ndc: row.ndc),
           true <- drug.stock > 0 do
        %{prescription_id: prescription.id, drug_id: drug.id, dose: row.dose}
      else
        _ -> {:error, row}
      end
    end)
  end

  def dispense(lines) do
    Repo.transaction(fn ->
      Enum.each(lines, fn line ->
        drug = Repo.one!(from d in Drug, where: d.id == ^line.drug_id, lock: "FOR UPDATE")
        drug |> Ecto.Changeset.change(stock: drug.stock - line.quantity) |> Repo.update!()
      end)
    end)
    |> elem(0)
  end

  def label_data(prescriptions) do
    prescriptions
    |> Task.async_stream(&label_for/1, max_concurrency: 4, ordered: false)
    |> Enum.map(fn {:ok, label} -> label end)
  end

  defp label_for(prescription) do
    lines = Repo.all(from l in PrescriptionLine, where: l.prescription_id == ^prescription.id, order_by: l.dose)
    {prescription.id, length(lines)}
  end

  def refill(ids) do
    Enum.each(ids, fn id ->
      prescription = Repo.get!(Prescription, id)
      prescription |> Prescription.changeset(%{state: "refilled"}) |> Repo.update!() |> notify()
    end)
  end

  defp notify(prescription), do: send(self(), {:refilled, prescription.id})

  def copy(lines, target) do
    for line <- lines do
      copied = Repo.insert!(%PrescriptionLine{dose: line.dose, drug_id: line.drug_id, prescription_id: target})
      Repo.insert!(%Medora.Audit.Entry{action: "copied", subject_id: copied.id})
    end
  end

  def purge_unsigned do
    ids = from p in Prescription, where: is_nil(p.signed_at), select: p.id, limit: 1000

    case Repo.delete_all(from p in Prescription, where: p.id in subquery(ids)) do
      {0, _} -> :ok
      _ -> purge_unsigned()
    end
  end
end
