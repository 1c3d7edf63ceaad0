defmodule ClinicWeb.BoardLive do
  use ClinicWeb, :live_view
  import Ecto.Query
  alias Clinic.People.{Patient, Site}
  alias Clinic.{Scheduling, Storage}

  @impl true
  def mount(%{"site" => site_id}, _session, socket) do
    site = Storage.get!(Site, site_id)
    open = Scheduling.open_count(site_id)
    {:ok, assign(socket, site: site, open: open, patients: arrivals(site_id))}
  end

  @impl true
  def handle_event("filter", %{"name" => name}, socket) do
    patients =
      Storage.all(
        from p in Patient, where: ilike(p.family_name, ^(name <> "%")), limit: 10, select: map(p, [:id, :family_name])
      )

    {:noreply, assign(socket, patients: patients)}
  end

  def handle_event("refresh", _params, socket) do
    {:noreply, assign(socket, patients: arrivals(socket.assigns.site.id))}
  end

  defp arrivals(site_id) do
    patients = Storage.all(from p in Patient, where: p.site_id == ^site_id, order_by: [desc: p.created_at], limit: 6)
    Enum.sort_by(patients, & &1.family_name)
  end

  @impl true
  def render(assigns) do
    ~H"""
    <.live_component :for={patient <- @patients} module={ClinicWeb.PatientCard} id={patient.id} patient={patient} />
    """
  end
end

defmodule ClinicWeb.PatientCard do
  use ClinicWeb, :live_component
  alias Clinic.Notes

  @impl true
  def update(%{patient: patient} = assigns, socket) do
    notes = Notes.about(patient)
    {:ok, assign(socket, Map.put(assigns, :notes, notes))}
  end

  @impl true
  def render(assigns) do
    ~H"""
    <article id={@id}>{length(@notes)}</article>
    """
  end
end

defmodule ClinicWeb.RosterLive do
  use ClinicWeb, :live_view
  import Ecto.Query
  alias Clinic.People.Clinician
  alias Clinic.Storage

  @impl true
  def mount(_params, _session, socket) do
    if connected?(socket), do: {:ok, assign(socket, clinicians: on_call())}, else: {:ok, assign(socket, clinicians: [])}
  end

  defp on_call do
    list = Storage.all(from c in Clinician, where: c.on_call, order_by: c.name, limit: 30)
    Enum.map(list, & &1.name)
  end
end
