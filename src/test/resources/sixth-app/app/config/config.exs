import Config

config :harborline, ecto_repos: [Harborline.Repo]
config :harborline, Harborline.Repo, stacktrace: true, pool_size: 12
config :harborline, Oban, repo: Harborline.Repo, queues: [default: 10, mail: 5]
