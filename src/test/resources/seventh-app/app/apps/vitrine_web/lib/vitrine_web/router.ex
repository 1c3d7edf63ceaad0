defmodule VitrineWeb.Router do
  use VitrineWeb, :router

  pipeline :browser do
    plug :accepts, ["html"]
    plug VitrineWeb.Plugs.Session
  end

  scope "/", VitrineWeb do
    pipe_through :browser
    get "/works/reports", WorkController, :reports
    get "/works/labels", WorkController, :labels
    live_session :staff, on_mount: VitrineWeb.StaffHook do
      live "/floor", FloorLive, :index
      live "/rooms/:id", RoomLive, :show
      live "/remarks", RemarksLive, :index
    end
  end

  forward "/graphql", Absinthe.Plug, schema: VitrineWeb.Schema
end
