import Config

config :medora, ecto_repos: [Medora.Repo], generators: [timestamp_type: :utc_datetime, binary_id: true]
config :medora, Medora.Repo, pool_size: 10, stacktrace: true
config :medora, Oban, repo: Medora.Repo, queues: [default: 10, sync: 2], plugins: [{Oban.Plugins.Cron, crontab: [{"*/5 * * * *", Medora.Workers.NoShow}]}]
