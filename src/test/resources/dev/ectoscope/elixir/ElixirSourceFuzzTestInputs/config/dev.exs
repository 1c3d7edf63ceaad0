import Config

config :harbour, Harbour.Repo,
  username: "postgres",
  password: "postgres",
  pool_size: 3
