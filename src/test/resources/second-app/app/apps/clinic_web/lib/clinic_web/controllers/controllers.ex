defmodule ClinicWeb.SheetController do
  use ClinicWeb, :controller
  alias Clinic.{Billing, People, Pharmacy, Scheduling, Vitals, Wards}

  def show(conn, %{"site" => site, "day" => day}) do
    rows = Scheduling.day_sheet(site, day)
    json(conn, rows)
  end

  def occupancy(conn, %{"site" => site}), do: json(conn, %{free: Wards.occupancy(site)})
  def round(conn, %{"site" => site}), do: json(conn, Wards.round(site))
  def board(conn, %{"site" => site}), do: render(conn, :board, wards: Wards.board(site))
  def insurers(conn, %{"state" => state}), do: json(conn, Billing.by_insurer(state))
  def specialists(conn, %{"site" => site}), do: json(conn, People.specialists(site))
  def department(conn, %{"id" => id}), do: json(conn, People.chain(id))
  def prices(conn, %{"codes" => codes}), do: json(conn, Pharmacy.prices(codes))

  def vitals(conn, %{"site" => site}) do
    latest = site |> People.patients_of_site(11) |> Vitals.latest()
    json(conn, latest)
  end

  def averages(conn, %{"ids" => ids}), do: json(conn, Vitals.refresh(ids))

  def safe(conn, %{"site" => site, "drug" => drug}) do
    patients = People.patients_of_site(site, 8)
    json(conn, Pharmacy.safe_for(patients, %{id: drug}))
  end

  def outstanding(conn, _params) do
    claims = Billing.sent(10)
    json(conn, Billing.outstanding(claims))
  end

  def prescriptions(conn, %{"site" => site}), do: json(conn, People.with_history(site))
end

defmodule ClinicWeb.VisitController do
  use ClinicWeb, :controller
  import Ecto.Query
  alias Clinic.People.Visit
  alias Clinic.{People, Storage}

  def index(conn, _params) do
    visits = Storage.all(from v in Visit, order_by: [desc: v.seen_at], limit: 7)
    render(conn, :index, visits: visits)
  end

  def show(conn, %{"id" => id}) do
    visit = Visit |> Storage.get!(id) |> Storage.preload(:clinician)
    render(conn, :show, visit: visit)
  end

  def chart(conn, %{"patient" => id}), do: json(conn, People.chart(id))
end

defmodule ClinicWeb.VisitJSON do
  alias Clinic.Storage

  def index(%{visits: visits}), do: %{data: for(visit <- visits, do: data(visit))}
  def show(%{visit: visit}), do: %{data: data(visit)}

  defp data(visit) do
    visit = Storage.preload(visit, :prescriptions)
    %{id: visit.id, doses: Enum.map(visit.prescriptions, & &1.dose)}
  end
end
