defmodule SkolarWeb.SectionController do
  use SkolarWeb, :controller
  alias Skolar.{Marks, Timetable}

  def index(conn, %{"term_id" => term_id}) do
    sections = Timetable.list_sections(term_id)
    render(conn, :index, sections: sections, occupancy: Timetable.occupancy(sections))
  end

  def week(conn, %{"term_id" => term_id}), do: json(conn, Timetable.week(term_id))
  def plan(conn, %{"term_id" => term_id}), do: json(conn, Timetable.plan(term_id))

  def show(conn, %{"id" => id}) do
    section = Timetable.section!(id)
    account = conn.assigns.current_account
    actions = Enum.filter([:grade, :curve, :publish, :reopen, :lock], fn action -> Marks.school_setting(account, "#{action}_open") end)
    render(conn, :show, section: section, actions: actions)
  end
end
