defmodule SkolarWeb.Router do
  use SkolarWeb, :router
  import SkolarWeb.AccountAuth

  pipeline :browser do
    plug :accepts, ["html"]
    plug :fetch_session
    plug :fetch_current_account
    plug SkolarWeb.SchoolPlug
  end

  scope "/:school", SkolarWeb do
    pipe_through :browser
    resources "/sections", SectionController, only: [:index, :show]
    get "/week/:term_id", SectionController, :week
    resources "/pupils", PupilController

    live_session :staff, on_mount: [{SkolarWeb.AccountAuth, :ensure_authenticated}] do
      live "/board", BoardLive, :index
      live "/marks/:id", MarksLive, :show
    end
  end

  forward "/graphql", Absinthe.Plug, schema: SkolarWeb.Schema
end
