defmodule Medora.Repo do
  use Ecto.Repo, otp_app: :medora, adapter: Ecto.Adapters.Postgres
end
