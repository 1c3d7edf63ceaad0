import Config

config :skolar,
  ecto_repos: [Skolar.Repo, Skolar.Warehouse],
  generators: [timestamp_type: :utc_datetime]

config :skolar, Skolar.Repo, pool_size: 20, stacktrace: true
config :skolar, Skolar.Repo.Replica, pool_size: 10, stacktrace: true, priv: "priv/repo"
config :skolar, Skolar.Warehouse, pool_size: 5, stacktrace: true, priv: "priv/warehouse", migration_timestamps: [type: :utc_datetime]

config :skolar_jobs, Oban, engine: Oban.Engines.Basic, repo: Skolar.Repo, queues: [default: 10, digests: 3, import: 1]
config :flop, repo: Skolar.Repo, default_limit: 25
config :fun_with_flags, :persistence, adapter: FunWithFlags.Store.Persistent.Ecto, repo: Skolar.Repo
import_config "#{config_env()}.exs"
