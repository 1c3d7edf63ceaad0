defmodule FreightWeb.Plugs.Auth do
  import Plug.Conn
  import Ecto.Query
  alias Freight.Core.Identity.{Account, Grant, Token}
  alias Freight.DB

  def init(opts), do: opts

  def call(conn, _opts) do
    account = DB.one(from t in Token, join: a in Account, on: a.id == t.account_id, where: t.token == ^get_session(conn, :token) and t.context == "session" and t.inserted_at > ago(60, "day"), select: a)
    assign(conn, :account, account)
  end

  def may?(account, action) do
    n = DB.aggregate(from(g in Grant, where: g.account_id == ^account.id and g.action == ^action), :count)
    n > 0
  end
end
