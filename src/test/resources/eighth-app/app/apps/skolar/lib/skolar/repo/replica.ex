defmodule Skolar.Repo.Replica do
  use Ecto.Repo, otp_app: :skolar, adapter: Ecto.Adapters.Postgres, read_only: true

  @impl true
  def default_options(operation), do: Skolar.Repo.default_options(operation)
end
