defmodule Clinic.Scheduling do
  import Ecto.Query
  alias Clinic.People.Clinician
  alias Clinic.Scheduling.{Appointment, Slot}
  alias Clinic.Storage
  alias Ecto.Multi

  # -- reading ----------------------------------------------------------

  def day_sheet(site_id, day) do
    clinicians = Clinician |> where(site_id: ^site_id, on_call: true) |> order_by(:name) |> Storage.all()

    Enum.flat_map(clinicians, fn clinician ->
      booked =
        Appointment
        |> where([a], a.clinician_id == ^clinician.id)
        |> where([a], a.starts_at >= ^day)
        |> order_by(:starts_at)
        |> Storage.all()

      Enum.map(booked, &{clinician.name, &1.starts_at})
    end)
  end

  def open_count(site_id) do
    n =
      Storage.aggregate(
        from(a in Appointment, where: is_nil(a.cancelled_at) and a.status == :booked and a.site_id == ^site_id),
        :count
      )

    n
  end

  def next_open(site_id) do
    list =
      Appointment
      |> where([a], a.site_id == ^site_id)
      |> where([a], a.status == :booked)
      |> where([a], is_nil(a.cancelled_at))
      |> order_by(:starts_at)
      |> limit(5)
      |> select([a], a.id)
      |> Storage.all()

    List.first(list)
  end

  def open_of(site_id, clinician_id) do
    list =
      Storage.all(
        from a in Appointment,
          where:
            a.status == :booked and is_nil(a.cancelled_at) and a.site_id == ^site_id and a.clinician_id == ^clinician_id,
          select: {a.id, a.starts_at},
          limit: 40
      )

    Map.new(list)
  end

  def open_patients(site_id) do
    list =
      Appointment
      |> join(:inner, [a], p in assoc(a, :patient))
      |> where([a], is_nil(a.cancelled_at) and a.status == :booked and a.site_id == ^site_id)
      |> select([a, p], p.mrn)
      |> limit(60)
      |> Storage.all()

    Enum.uniq(list)
  end

  def page(number) do
    rows =
      Storage.all(
        from a in Appointment, order_by: [asc: a.id], limit: 300, offset: ^(number * 300), select: {a.id, a.status}
      )

    if rows == [], do: nil, else: {rows, number + 1}
  end

  def stream_done(fun) do
    Storage.transaction(fn ->
      from(a in Appointment, where: a.status == :done, select: a.id)
      |> Storage.stream(max_rows: 500)
      |> Stream.each(fun)
      |> Stream.run()
    end)
  end

  def by_ids(ids) do
    ids
    |> Enum.chunk_every(500)
    |> Enum.flat_map(fn chunk -> Storage.all(from a in Appointment, where: a.id in ^chunk, select: {a.id, a.status}) end)
  end

  # -- writing ----------------------------------------------------------

  def remind(ids) do
    now = DateTime.utc_now()
    appointments = Storage.all(from a in Appointment, where: a.id in ^ids)

    Enum.each(appointments, fn appointment ->
      {:ok, _} = appointment |> Appointment.reminder(now) |> Storage.update()
    end)
  end

  def cancel_day(clinician_id, day) do
    Storage.transaction(fn ->
      slots =
        Slot
        |> where([s], s.clinician_id == ^clinician_id and s.starts_at >= ^day)
        |> lock("FOR UPDATE")
        |> Storage.all()

      Enum.each(slots, fn slot -> Storage.delete!(slot) end)
      length(slots)
    end)
  end

  @doc "A series of appointments, all or none."
  def book_series(patient_id, starts) do
    starts
    |> Enum.with_index()
    |> Enum.reduce(Multi.new(), fn {start, n}, multi ->
      Multi.insert(multi, {:appointment, n}, %Appointment{patient_id: patient_id, starts_at: start, status: :booked})
    end)
    |> Storage.transaction()
  end

  def close(ids) do
    ids
    |> Enum.chunk_every(200)
    |> Enum.each(fn chunk -> Storage.update_all(from(a in Appointment, where: a.id in ^chunk), set: [status: :done]) end)
  end

  def confirm(id) do
    Storage.transaction(fn ->
      appointment = Storage.one!(from a in Appointment, where: a.id == ^id, lock: "FOR UPDATE")
      %{status: 200} = Req.post!("https://sms.example.com/send", json: %{to: appointment.patient_id})
      appointment |> Ecto.Changeset.change(status: :arrived) |> Storage.update!()
    end)
  end
end
