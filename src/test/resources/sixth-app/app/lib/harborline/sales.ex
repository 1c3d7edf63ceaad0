defmodule Harborline.Sales do
  import Ecto.Query
  alias Ecto.Multi
  alias Harborline.{Repo, Store}
  alias Harborline.Sales.{Booking, Passenger, Payment, Ticket}
  alias Harborline.Timetable.Sailing

  def refund_all(bookings) do
    Enum.each(bookings, fn booking ->
      {:ok, _} = booking |> Ecto.Changeset.change(state: :refunded) |> Repo.update()
    end)
  end

  def take_seats(requests) do
    Repo.transaction(fn ->
      Enum.each(requests, fn {sailing_id, n} ->
        sailing = Repo.one!(from s in Sailing, where: s.id == ^sailing_id, lock: "FOR UPDATE")
        sailing |> Ecto.Changeset.change(seats_left: sailing.seats_left - n) |> Repo.update!()
      end)
    end)
  end

  def mark_scanned(ticket_ids, at) do
    for id <- ticket_ids do
      {1, _} = Repo.update_all(from(t in Ticket, where: t.id == ^id), set: [scanned_at: at])
    end
  end

  def drop_holds(bookings) do
    Enum.map(bookings, &Repo.delete!/1)
  end

  def add_passengers(booking, people) do
    for attrs <- people do
      Repo.insert!(struct(Passenger, Map.put(attrs, :booking_id, booking.id)))
    end
  end

  def issue_tickets(booking, passengers) do
    multi =
      Enum.reduce(passengers, Multi.new(), fn passenger, multi ->
        Multi.insert(multi, {:ticket, passenger.id}, %Ticket{booking_id: booking.id, passenger_id: passenger.id, code: code()})
      end)

    {:ok, done} = Repo.transaction(multi)
    Map.values(done)
  end

  def sync_payments(rows) do
    Enum.each(rows, fn row ->
      Repo.insert!(struct(Payment, row), on_conflict: {:replace, [:state, :updated_at]}, conflict_target: :provider_ref)
    end)
  end

  def purge_passengers(booking_ids) do
    Enum.each(booking_ids, fn id ->
      {_, _} = Repo.delete_all(from p in Passenger, where: p.booking_id == ^id)
    end)
  end

  def award(points_by_member) do
    Enum.each(points_by_member, fn {member_id, points} ->
      {_, _} = Repo.update_all(from(m in Harborline.Loyalty.Member, where: m.id == ^member_id), inc: [points: points])
    end)
  end

  def settle(payments) do
    payments
    |> Enum.reduce(Multi.new(), fn payment, multi ->
      Multi.run(multi, {:booking, payment.id}, fn repo, _ ->
        {:ok, repo.get!(Booking, payment.booking_id)}
      end)
    end)
    |> Repo.transaction()
  end

  def paid_total(booking), do: Payment |> where(booking_id: ^booking.id) |> Store.total(:amount)

  def open_holds do
    rows = Repo.all(from b in Booking, where: is_nil(b.archived_at) and b.state in [:held, :paid], order_by: [desc: b.inserted_at], limit: 30, select: b.id)
    Enum.sort(rows)
  end

  def open_value do
    n = Repo.one(from b in Booking, where: is_nil(b.archived_at) and b.state in [:held, :paid], select: sum(b.total_cents))
    n || 0
  end

  def open_for(member_id) do
    rows = Repo.all(from b in Booking, where: is_nil(b.archived_at) and b.state in [:held, :paid] and b.member_id == ^member_id, select: b.reference)
    Enum.sort(rows)
  end

  def by_reference(ref) do
    row = Repo.one(from b in Booking, where: b.reference == ^ref, select: b.id)
    row || :none
  end

  def latest do
    rows = Repo.all(from b in Booking, order_by: [desc: b.inserted_at], limit: 20, select: {b.id, b.reference})
    Map.new(rows)
  end

  def with_extra(extra) do
    rows = Repo.all(from b in Booking, where: fragment("? @> ?", b.extras, ^%{"kind" => extra}), select: b.id)
    MapSet.new(rows)
  end

  def by_document(text) do
    rows = Repo.all(from p in Passenger, where: fragment("replace(?, ' ', '')", p.document_no) == ^text, select: p.id)
    rows
  end

  def by_prefix_text(text) do
    rows = Repo.all(from b in Booking, where: fragment("?::text", b.id) == ^text, select: b.id)
    rows
  end

  def two_states(a, b) do
    rows = Repo.all(from x in Booking, where: fragment("? in (?, ?)", x.state, ^a, ^b), select: x.id, limit: 5)
    rows
  end

  def by_raw_reference(ref) do
    %{rows: rows} = Repo.query!("SELECT id, state FROM bookings WHERE reference = '#{ref}'")
    rows
  end

  def member_or_guest(member_id) do
    rows = Repo.query!("SELECT id FROM bookings WHERE member_id = $1 AND archived_at IS NULL", [member_id])
    rows.rows
  end

  def find(term) do
    rows = Repo.all(from b in Booking, join: m in assoc(b, :member), where: b.reference == ^term or m.email == ^term, select: b.id)
    rows
  end

  def booking_count do
    n = Repo.aggregate(Booking, :count)
    n
  end

  def channels do
    rows = Repo.all(from b in Booking, distinct: true, select: b.channel)
    Enum.sort(rows)
  end

  def passengers_of(booking_id) do
    rows = Repo.all(from p in Passenger, where: p.booking_id == ^booking_id, select: p.full_name)
    rows
  end

  def capture(booking_id) do
    Repo.transaction(fn ->
      booking = Repo.one!(from b in Booking, where: b.id == ^booking_id, lock: "FOR UPDATE")
      {:ok, receipt} = Harborline.Stripe.capture(booking.reference)
      booking |> Ecto.Changeset.change(state: :paid, extras: receipt) |> Repo.update!()
    end)
  end

  def swap_seats(a, b) do
    Repo.transaction(fn ->
      {1, _} = Repo.update_all(from(s in Sailing, where: s.id == ^a), inc: [seats_left: -1])
      {1, _} = Repo.update_all(from(s in Sailing, where: s.id == ^b), inc: [seats_left: 1])
    end)
  end

  def slow_ledger do
    rows = Repo.all(from(p in Payment, where: fragment("pg_sleep(?) IS NOT NULL", 2), select: p.id), timeout: 400)
    rows
  end

  def import_payments(rows) do
    rows
    |> Enum.chunk_every(200)
    |> Enum.each(fn chunk -> Repo.insert_all(Payment, chunk, on_conflict: :nothing) end)
  end

  def confirm(attrs) do
    multi =
      Multi.new()
      |> Multi.insert(:booking, struct(Booking, attrs))
      |> Multi.insert(:payment, %Payment{state: "new"})
      |> Multi.update_all(:seats, from(s in Sailing, where: s.id == ^attrs.sailing_id), inc: [seats_left: -1])

    {:ok, done} = Repo.transaction(multi)
    done
  end

  def archive(ids, now) do
    {n, _} = Repo.update_all(from(b in Booking, where: b.id in ^ids), set: [archived_at: now])
    n
  end

  def get_or_create_hold(ref) do
    case Repo.get_by(Booking, reference: ref) do
      nil -> Repo.insert!(%Booking{reference: ref}, on_conflict: :nothing)
      hold -> hold
    end
  end

  def search(filters) do
    rows = Repo.all(from b in Booking, where: is_nil(^filters.channel) or b.channel == ^filters.channel, order_by: b.id, limit: 20, select: b.id)
    rows
  end

  def ref_prefix(text) do
    rows = Repo.all(from b in Booking, where: like(b.reference, ^(text <> "%")), order_by: b.reference, limit: 10, select: b.reference)
    rows
  end

  def reprice(booking_id) do
    booking = Repo.get!(Booking, booking_id)
    {:ok, _} = booking |> Ecto.Changeset.change(total_cents: booking.total_cents + 100) |> Repo.update()
    Repo.get!(Booking, booking_id) |> Map.fetch!(:total_cents)
  end

  def charge_with_retry(booking_id) do
    Enum.reduce_while([50, 100, 200, 400], nil, fn wait, _ ->
      case Repo.one(from b in Booking, where: b.id == ^booking_id, select: b.state) do
        :paid -> {:halt, :ok}
        _ -> Process.sleep(wait) && {:cont, nil}
      end
    end)
  end

  def states do
    held = Repo.one(from b in Booking, where: b.state == :held and b.sailing_id == 77, select: count())
    paid = Repo.one(from b in Booking, where: b.state == :paid and b.sailing_id == 77, select: count())
    {held, paid}
  end

  def reconcile do
    Repo.transaction(fn ->
      {_, _} = Repo.update_all(from(p in Payment, where: p.state == "new" and is_nil(p.booking_id)), set: [state: "orphan"])
      {_, _} = Repo.delete_all(from p in Payment, where: p.state == "void")
    end)
  end
end
