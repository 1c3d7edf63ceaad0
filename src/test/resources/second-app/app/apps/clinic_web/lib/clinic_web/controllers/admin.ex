defmodule ClinicWeb.AdminController do
  use ClinicWeb, :controller
  alias Clinic.{Billing, Documents, People, Pharmacy, Scheduling, Settings, Wards}

  plug :member

  def scope(conn, %{"site" => site, "clinician" => clinician}) do
    json(conn, %{
      open: Scheduling.open_count(site),
      next: Scheduling.next_open(site),
      mine: Scheduling.open_of(site, clinician),
      patients: Scheduling.open_patients(site)
    })
  end

  def titles(conn, %{"patient" => id}), do: json(conn, Documents.titles(id))
  def search(conn, %{"q" => q}), do: json(conn, Documents.search(q))
  def documents(conn, %{"page" => page}), do: json(conn, Documents.page(page))
  def filed(conn, %{"on" => date}), do: json(conn, Documents.filed_on(date))
  def month(conn, %{"month" => month}), do: json(conn, Documents.month(month))
  def scans(conn, _params), do: json(conn, Documents.untitled())
  def replaced(conn, %{"by" => id}), do: json(conn, Documents.replaced_by(id))
  def everything(conn, _params), do: json(conn, Documents.everything())
  def complete(conn, %{"q" => q}), do: json(conn, Documents.starting_with(q))
  def patient(conn, %{"email" => email}), do: json(conn, People.by_email(email))
  def lookup(conn, %{"mrn" => mrn, "email" => email}), do: json(conn, People.lookup(%{mrn: mrn, email: email}))
  def total(conn, _params), do: json(conn, People.headcount())
  def outcomes(conn, _params), do: json(conn, People.outcomes())
  def register(conn, params), do: json(conn, People.register(params))
  def stock(conn, %{"name" => name}), do: json(conn, Pharmacy.report(name))
  def restock(conn, %{"deliveries" => deliveries}), do: json(conn, Pharmacy.restock(deliveries))
  def catalogue(conn, %{"rows" => rows}), do: json(conn, Pharmacy.import_catalogue(rows))
  def bulk(conn, %{"rows" => rows}), do: json(conn, Pharmacy.import_fast(rows))
  def cancel(conn, %{"clinician" => id, "day" => day}), do: json(conn, Scheduling.cancel_day(id, day))
  def series(conn, %{"patient" => id, "starts" => starts}), do: json(conn, Scheduling.book_series(id, starts))
  def confirm(conn, %{"id" => id}), do: json(conn, Scheduling.confirm(id))
  def move(conn, %{"stay" => stay, "from" => from, "to" => to}), do: json(conn, Wards.move(stay, from, to))
  def settled(conn, %{"number" => number}), do: json(conn, Billing.await_settlement(number))
  def yearly(conn, %{"year" => year}), do: json(conn, Billing.yearly(year))
  def claims(conn, _params), do: json(conn, Billing.with_payments())
  def audit(conn, _params), do: json(conn, Billing.audit())
  def done(conn, _params), do: json(conn, Scheduling.stream_done(&Function.identity/1))
  def some(conn, %{"ids" => ids}), do: json(conn, Scheduling.by_ids(ids))
  def close(conn, %{"ids" => ids}), do: json(conn, Scheduling.close(ids))
  def tenants(conn, %{"tenants" => tenants}), do: json(conn, Wards.beds_in(tenants))
  def tenant(conn, %{"tenant" => tenant, "keys" => keys}), do: json(conn, Settings.tenant_values(tenant, keys))

  def menu(conn, _params) do
    items =
      Enum.filter(~w(wards beds claims drugs visits people reports), fn item ->
        allowed?(conn.assigns.member_id, item)
      end)

    json(conn, items)
  end

  defp allowed?(member_id, item) do
    member = People.member!(member_id)
    member.role == :doctor or Settings.value("menu.everyone", "") =~ item
  end

  defp member(conn, _opts) do
    member = People.member_by_session(get_session(conn, :member_id))
    assign(conn, :member_id, member && member.id)
  end
end
