defmodule Harborline.Repo do
  use Ecto.Repo, otp_app: :harborline, adapter: Ecto.Adapters.Postgres
end
