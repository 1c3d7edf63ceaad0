import Config

config :clinic, ecto_repos: [Clinic.Storage, Clinic.Archive]

config :clinic, Clinic.Storage, stacktrace: true, queue_target: 50

config :clinic, Oban, repo: Clinic.Storage, queues: [default: 10, imports: 2]

config :logger, :console, format: "$time $metadata[$level] $message\n", metadata: [:request_id]
