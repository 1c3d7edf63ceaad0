defmodule SkolarWeb.AccountAuth do
  import Plug.Conn
  import Ecto.Query
  alias Skolar.Accounts.{Account, AccountToken}
  alias Skolar.Repo

  def fetch_current_account(conn, _opts) do
    account = Repo.one(token_query(get_session(conn, :account_token)))
    assign(conn, :current_account, account)
  end

  def on_mount(:ensure_authenticated, _params, session, socket) do
    account = Repo.one(token_query(session["account_token"]))
    {:cont, Phoenix.Component.assign(socket, :current_account, account)}
  end

  defp token_query(token) do
    from t in AccountToken, join: a in assoc(t, :account), where: t.token == ^token and t.context == "session", where: t.inserted_at > ago(60, "day"), select: a
  end
end
