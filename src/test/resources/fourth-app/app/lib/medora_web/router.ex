defmodule MedoraWeb.Router do
  use MedoraWeb, :router

  pipeline :browser do
    plug :fetch_session
    plug :fetch_current_user
  end

  scope "/", MedoraWeb do
    pipe_through :browser
    get "/day/:date", ScheduleController, :day
    get "/roster/:date", ScheduleController, :roster
    get "/bills", BillController, :index
    live "/patients", PatientLive.Index, :index
    live "/dashboard/:clinic", DashboardLive
  end
end
