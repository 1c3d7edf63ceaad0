import Config

config :vitrine, ecto_repos: [Vitrine.Repo], generators: [binary_id: true]

for repo <- [Vitrine.Repo, Vitrine.Repo.Replica] do
  config :vitrine, repo, stacktrace: true, pool_size: 15, queue_target: 80
end

config :vitrine, Oban, repo: Vitrine.Repo, queues: [default: 10, imaging: 3], plugins: [Oban.Plugins.Pruner, Oban.Plugins.Lifeline]
config :triplex, repo: Vitrine.Repo, tenant_prefix: "museum_"
config :paper_trail, repo: Vitrine.Repo, item_type: Ecto.UUID
import_config "#{config_env()}.exs"
