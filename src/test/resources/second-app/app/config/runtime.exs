import Config

config :clinic, Clinic.Storage,
  url: System.get_env("DATABASE_URL"),
  pool_size: String.to_integer(System.get_env("POOL_SIZE") || "12")

config :clinic, Clinic.Archive, url: System.get_env("ARCHIVE_URL"), pool_size: 2
