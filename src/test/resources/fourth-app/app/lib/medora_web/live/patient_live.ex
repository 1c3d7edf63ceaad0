defmodule MedoraWeb.PatientLive.Index do
  use MedoraWeb, :live_view
  import MedoraWeb.PatientComponents
  alias Medora.{Directory, Messaging, Scheduling}

  @impl true
  def mount(_params, %{"user_id" => user_id}, socket) do
    if connected?(socket), do: Process.send_after(self(), :refresh, 5_000)
    unread = Messaging.unread(user_id)
    {:ok, socket |> assign(unread: unread, user_id: user_id) |> stream(:patients, [])}
  end

  @impl true
  def handle_params(%{"clinic" => clinic_id}, _uri, socket) do
    ids = Directory.active_patients(clinic_id)
    {:noreply, assign(socket, ids: ids)}
  end

  @impl true
  def handle_event("bulk", %{"ids" => ids, "clinic" => clinic_id}, socket) do
    allowed = Enum.filter(ids, fn _id -> Directory.allowed?(socket.assigns.user, clinic_id, :book) end)
    {:noreply, assign(socket, allowed: allowed)}
  end

  def handle_event("search", %{"q" => q}, socket) do
    found = Directory.search(q)
    {:noreply, assign(socket, found: found)}
  end

  def handle_event("validate", %{"email" => email}, socket) do
    taken = Directory.email_taken?(email)
    {:noreply, assign(socket, taken: taken)}
  end

  def handle_event("load-more", %{"before" => before}, socket) do
    rows = Messaging.page(socket.assigns.thread, before)
    {:noreply, stream(socket, :messages, rows)}
  end

  @impl true
  def handle_info(:refresh, socket) do
    Process.send_after(self(), :refresh, 5_000)
    unread = Messaging.unread(socket.assigns.user_id)
    {:noreply, assign(socket, unread: unread)}
  end

  def handle_info({:inbox, user_id}, socket) do
    inbox = Messaging.inbox(user_id)
    {:noreply, assign(socket, inbox: inbox)}
  end

  def handle_info({:appointment, id}, socket) do
    appointment = Scheduling.get_appointment!(id)
    {:noreply, stream_insert(socket, :appointments, appointment)}
  end

  def load_documents(socket, owners) do
    assign_async(socket, :documents, fn ->
      files = Medora.Labs.documents(owners)
      {:ok, %{documents: files}}
    end)
  end

  @impl true
  def render(assigns) do
    ~H"""
    <.patient_table patients={@patients} />
    """
  end
end

defmodule MedoraWeb.DashboardLive do
  use MedoraWeb, :live_view
  import Ecto.Query
  alias Medora.Repo

  @impl true
  def mount(%{"clinic" => id}, _session, socket) do
    clinic = Repo.get!(Medora.Directory.Clinic, id)
    totals = Repo.all(from b in Medora.Billing.Bill, join: p in assoc(b, :patient), where: p.clinic_id == ^id, group_by: b.state, select: {b.state, sum(b.total_cents)})
    rooms = Repo.all(from r in Medora.Scheduling.Room, where: r.clinic_id == ^id, select: {r.id, r.label})
    {:ok, assign(socket, clinic: clinic, totals: totals, rooms: rooms)}
  end

  @impl true
  def render(assigns), do: ~H"<h1>{@clinic.name}</h1>"
end
