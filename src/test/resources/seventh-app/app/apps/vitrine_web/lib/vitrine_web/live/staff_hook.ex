defmodule VitrineWeb.StaffHook do
  import Phoenix.Component
  alias Vitrine.{Repo, People.Visitor}

  def on_mount(:default, _params, %{"visitor_id" => id}, socket) do
    {:cont, assign_new(socket, :visitor, fn -> Repo.get!(Visitor, id) end)}
  end
end
