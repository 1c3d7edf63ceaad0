import Config

config :freight, ecto_repos: [Freight.DB]
config :freight, Freight.DB, stacktrace: true, pool_size: 12, migration_source: "schema_versions"
config :logger, :console, format: "$time $metadata[$level] $message\n", metadata: [:request_id]
