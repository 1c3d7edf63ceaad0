import Config

alias Harbour.Repo

config :harbour, ecto_repos: [Repo]
config :harbour, Repo, pool_size: 5, stacktrace: true

import_config "#{config_env()}.exs"
