defmodule Vitrine.Repo.Replica do
  use Ecto.Repo, otp_app: :vitrine, adapter: Ecto.Adapters.Postgres, read_only: true, default_dynamic_repo: Vitrine.Repo
end
