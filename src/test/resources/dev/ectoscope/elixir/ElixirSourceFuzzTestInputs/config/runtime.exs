import Config

pool = System.get_env("POOL_SIZE") || "20"

if config_env() == :prod do
  database_url = System.fetch_env!("DATABASE_URL")
  maybe_ipv6 = if System.get_env("ECTO_IPV6") in ~w(true 1), do: [:inet6], else: []

  config :harbour, Harbour.Repo,
    url: database_url,
    pool_size: String.to_integer(pool),
    queue_target: "QUEUE_TARGET" |> System.get_env("75") |> String.to_integer(),
    socket_options: maybe_ipv6

  if System.get_env("SLOW") do
    config :harbour, Harbour.Repo, queue_target: 5_000
  end
end
