defmodule MedoraWeb.BillController do
  use MedoraWeb, :controller
  alias Medora.{Billing, Directory}

  def index(conn, _params) do
    bills = Billing.open_bills(10)
    render(conn, :index, bills: bills)
  end

  def outstanding(conn, _), do: json(conn, %{cents: Billing.outstanding(13)})
  def dunning(conn, _), do: json(conn, Billing.dunning_letters(11))

  def issue(conn, %{"patient" => id, "lines" => lines}) do
    bill = Billing.issue(id, lines)
    render(conn, :show, bill: bill)
  end

  def price_list(conn, %{"clinic" => clinic_id, "codes" => codes}) do
    rows =
      for code <- codes do
        currency = Directory.clinic_setting(clinic_id, "currency")
        {code, currency}
      end

    render(conn, :prices, rows: rows)
  end

  def export(conn, _), do: json(conn, Billing.export(Billing.open_bills(8)))
  def webhook(conn, %{"ref" => ref, "cents" => cents}), do: json(conn, %{id: Billing.payment_hook(ref, cents).id})
end

defmodule MedoraWeb.BillJSON do
  import Ecto.Query
  alias Medora.Repo

  def index(%{bills: bills}), do: %{data: for(bill <- bills, do: data(bill))}

  def data(bill) do
    patient = Repo.get(Medora.Directory.Patient, bill.patient_id)
    %{number: bill.number, patient: patient.last_name}
  end
end
