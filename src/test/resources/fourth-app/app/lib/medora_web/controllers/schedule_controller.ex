defmodule MedoraWeb.ScheduleController do
  use MedoraWeb, :controller
  alias Medora.{Directory, Scheduling}

  def day(conn, %{"date" => date}) do
    sheet = Scheduling.day_sheet(date)
    render(conn, :day, sheet: sheet)
  end

  def roster(conn, %{"date" => date}), do: render(conn, :roster, rows: Scheduling.roster(date))
  def reminders(conn, %{"date" => date}), do: render(conn, :day, sheet: Scheduling.with_reminders(date))
  def occupancy(conn, %{"id" => id}), do: render(conn, :occupancy, rows: Scheduling.occupancy(id))

  def free(conn, %{"ids" => ids, "at" => at}) do
    providers = Scheduling.free_providers(ids, at)
    first = Scheduling.first_fitting(ids, at)
    render(conn, :free, providers: providers, first: first)
  end

  def cards(conn, %{"date" => date}) do
    cards = date |> Scheduling.day(8) |> Enum.map(&Scheduling.card/1)
    render(conn, :cards, cards: cards)
  end

  def renumber(conn, %{"id" => id, "ids" => ids}) do
    :ok = Scheduling.renumber(id, ids)
    send_resp(conn, 204, "")
  end

  def close(conn, %{"id" => id}) do
    :ok = Scheduling.close_waitlist(id)
    send_resp(conn, 204, "")
  end

  def move(conn, %{"minutes" => minutes}) do
    {:ok, moved} = Scheduling.move_all(Scheduling.day(conn.assigns.today, 10), minutes)
    render(conn, :day, sheet: moved)
  end

  def remind(conn, %{"date" => date}) do
    date |> Scheduling.day(14) |> Scheduling.schedule_reminders()
    send_resp(conn, 202, "")
  end

  def show(conn, %{"id" => id}) do
    appointment = Scheduling.get_appointment!(id)
    render(conn, :show, appointment: appointment)
  end

  def path(conn, %{"id" => id}), do: json(conn, Directory.breadcrumb(id))
  def board(conn, %{"date" => date}), do: render(conn, :board, groups: Scheduling.board(date))
  def book(conn, params), do: render(conn, :show, appointment: elem(Scheduling.book_visit(params), 1))
end
