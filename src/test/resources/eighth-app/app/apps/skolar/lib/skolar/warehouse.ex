defmodule Skolar.Warehouse do
  @moduledoc "What is counted every night; another database."
  use Ecto.Repo, otp_app: :skolar, adapter: Ecto.Adapters.Postgres
end
