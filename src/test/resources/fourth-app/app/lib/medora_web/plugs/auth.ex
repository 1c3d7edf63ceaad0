defmodule MedoraWeb.Auth do
  import Plug.Conn
  import Ecto.Query
  alias Medora.Repo

  def fetch_current_user(conn, _opts) do
    token = get_session(conn, :user_token)
    user = token && user_by_token(token)
    assign(conn, :current_user, user)
  end

  def user_by_token(token) do
    user = Repo.one(from t in "user_tokens", join: u in Medora.Directory.User, on: u.id == t.user_id, where: t.token == ^token and t.context == "session", select: u)
    user
  end

  def touch_seen(conn, _opts) do
    {1, _} = Repo.update_all(from(u in Medora.Directory.User, where: u.id == ^conn.assigns.current_user.id), set: [last_seen_at: DateTime.utc_now()])
    conn
  end
end
