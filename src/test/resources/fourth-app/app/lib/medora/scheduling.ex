defmodule Medora.Scheduling do
  @moduledoc "Appointments, rooms and their free slots."
  import Ecto.Query
  alias Medora.Repo
  alias Medora.Directory
  alias Medora.Directory.{Clinic, Patient, Provider}
  alias Medora.Scheduling.{Appointment, Reminder, Room, Slot, Visit, WaitlistEntry}

  def day(date, limit) do
    Repo.all(
      from a in Appointment,
        where: a.starts_at >= ^date,
        order_by: a.starts_at,
        limit: ^limit
    )
    |> Enum.sort_by(& &1.reason)
  end

  def day_sheet(date) do
    date
    |> day(15)
    |> Enum.map(fn appointment ->
      visits = Repo.all(from v in Visit, where: v.appointment_id == ^appointment.id)
      Map.put(appointment, :visits, visits)
    end)
  end

  def roster(date) do
    for appointment <- day(date, 12) do
      provider = Directory.provider!(appointment.provider_id)
      {appointment.starts_at, provider.full_name}
    end
  end

  def with_reminders(date) do
    date |> day(9) |> Enum.map(&Repo.preload(&1, :reminders))
  end

  # three levels: clinics, their rooms, the rooms' free slots, who sits in them
  def occupancy(parent_id) do
    clinics = Repo.all(from c in Clinic, where: c.parent_id == ^parent_id)

    Enum.map(clinics, fn clinic ->
      rooms = Repo.all(from r in Room, where: r.clinic_id == ^clinic.id, order_by: r.label)
      {clinic.name, Enum.map(rooms, &room_load/1)}
    end)
  end

  defp room_load(room) do
    slots = Repo.all(from s in Slot, where: s.room_id == ^room.id and s.taken, limit: 3)
    Enum.map(slots, fn slot -> {slot.minutes, seated(slot)} end)
  end

  defp seated(slot) do
    Repo.one(from a in Appointment, where: a.room_id == ^slot.room_id and a.starts_at == ^slot.starts_at)
  end

  def free_providers(provider_ids, at) do
    providers = Repo.all(from p in Provider, where: p.id in ^provider_ids)
    Enum.reject(providers, fn provider -> busy?(provider, at) end)
  end

  defp busy?(%Provider{} = provider, at) do
    cond do
      not provider.active -> true
      Repo.exists?(from a in Appointment, where: a.provider_id == ^provider.id and a.starts_at == ^at) -> true
      true -> false
    end
  end

  def no_shows(%DateTime{} = now) do
    late = Repo.all(from a in Appointment, where: a.state == "booked" and a.starts_at < ^now, limit: 40)

    Enum.each(late, fn appointment ->
      appointment
      |> Appointment.changeset(%{state: "no_show"})
      |> Repo.update!()
    end)
  end

  def close_waitlist(provider_id) do
    entries = Repo.all(from w in WaitlistEntry, where: w.provider_id == ^provider_id)

    for entry <- entries do
      {:ok, _} = Repo.delete(entry)
    end

    :ok
  end

  def schedule_reminders(appointments) do
    Enum.each(appointments, fn appointment ->
      {:ok, reminder} =
        Repo.insert(%Reminder{appointment_id: appointment.id, channel: "sms", send_at: appointment.starts_at})

      Phoenix.PubSub.broadcast(Medora.PubSub, "reminders", {:scheduled, reminder.id})
    end)
  end

  def renumber(provider_id, ids) do
    ids
    |> Enum.with_index()
    |> Enum.each(fn {id, position} ->
      {1, _} =
        Repo.update_all(from(w in WaitlistEntry, where: w.id == ^id and w.provider_id == ^provider_id),
          set: [position: position]
        )
    end)
  end

  def move_all(appointments, minutes) do
    Repo.transaction(fn ->
      for appointment <- appointments do
        appointment
        |> Ecto.Changeset.change(starts_at: DateTime.add(appointment.starts_at, minutes, :minute))
        |> Ecto.Changeset.optimistic_lock(:lock_version)
        |> Repo.update!()
      end
    end)
  end

  def first_fitting(provider_ids, after_time) do
    Enum.reduce_while(provider_ids, nil, fn id, _acc ->
      case Repo.one(from a in Appointment, where: a.provider_id == ^id and a.starts_at > ^after_time, order_by: a.starts_at, limit: 1) do
        nil -> {:cont, nil}
        appointment -> {:halt, appointment}
      end
    end)
  end

  def card(appointment) do
    Repo.preload(appointment, patient: :policy)
  end

  def upcoming(patient_id) do
    list = Repo.all(from a in Appointment, where: a.patient_id == ^patient_id and a.state in ["booked", "confirmed"] and is_nil(a.room_id))
    Enum.take(list, 10)
  end

  def unroomed(date) do
    list = Repo.all(from a in Appointment, where: a.state in ["booked", "confirmed"] and is_nil(a.room_id) and a.starts_at < ^date, select: a.id)
    MapSet.new(list)
  end

  def unroomed_count(provider_id) do
    n = Repo.aggregate(from(a in Appointment, where: is_nil(a.room_id) and a.state in ["booked", "confirmed"] and a.provider_id == ^provider_id), :count)
    n || 0
  end

  def archive_page(page) do
    rows = Repo.all(from a in Appointment, order_by: [desc: a.starts_at], limit: 50, offset: ^((page - 1) * 50))
    Enum.map(rows, & &1.id)
  end

  def unassigned(room_id) do
    rows = Repo.all(from a in Appointment, where: a.room_id == ^room_id, limit: 20)
    Enum.map(rows, & &1.id)
  end

  def on_day(date) do
    rows = Repo.all(from a in Appointment, where: fragment("date(?)", a.starts_at) == ^date, limit: 50)
    length(rows)
  end

  def recent(days) do
    rows = Repo.all(from a in Appointment, where: fragment("? > now() - interval '7 days'", a.inserted_at), limit: ^days)
    length(rows)
  end

  # fine
  def get_appointment!(id) do
    appointment = Repo.get!(Appointment, id)
    appointment
  end

  def board(date) do
    date |> day(30) |> Repo.preload([:patient, :provider, reminders: []]) |> Enum.group_by(& &1.state)
  end

  def slots_for(room_ids) do
    room_ids
    |> Enum.chunk_every(100)
    |> Enum.flat_map(fn ids ->
      found = Repo.all(from s in Slot, where: s.room_id in ^ids)
      Enum.reject(found, & &1.taken)
    end)
  end

  def generate_slots(rows) do
    rows
    |> Enum.chunk_every(500)
    |> Enum.each(fn chunk ->
      {_, _} = Repo.insert_all(Slot, chunk, on_conflict: :nothing)
    end)
  end

  def each_appointment(last \\ nil, fun) do
    query = from a in Appointment, order_by: a.id, limit: 500
    query = if last, do: where(query, [a], a.id > ^last), else: query

    case Repo.all(query) do
      [] -> :ok
      page -> fun.(page) && each_appointment(List.last(page).id, fun)
    end
  end

  def touch(id, text) do
    appointment = Repo.get!(Appointment, id)
    appointment |> Ecto.Changeset.change(reason: text) |> Repo.update!() |> Map.get(:id)
  end

  def confirm_many(ids) do
    for chunk <- Enum.chunk_every(ids, 200) do
      {n, _} = Repo.update_all(from(a in Appointment, where: a.id in ^chunk), set: [state: "confirmed"])
      n
    end
  end

  def book_visit(attrs) do
    Ecto.Multi.new()
    |> Ecto.Multi.insert(:appointment, Appointment.changeset(%Appointment{}, attrs))
    |> Ecto.Multi.insert(:reminder, fn %{appointment: a} -> %Reminder{appointment_id: a.id} end)
    |> Ecto.Multi.insert(:visit, fn %{appointment: a} -> %Visit{appointment_id: a.id} end)
    |> Repo.transaction()
  end

  def parents_of(%Patient{} = patient) do
    clinic = Repo.get!(Clinic, patient.clinic_id)
    [clinic]
  end
end
