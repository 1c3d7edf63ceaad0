defmodule Clinic.Storage do
  use Ecto.Repo, otp_app: :clinic, adapter: Ecto.Adapters.Postgres
end

defmodule Clinic.Archive do
  use Ecto.Repo, otp_app: :clinic, adapter: Ecto.Adapters.Postgres, read_only: true
end
