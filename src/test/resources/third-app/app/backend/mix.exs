defmodule Freight.MixProject do
  use Mix.Project

  def project do
    [app: :freight, version: "2.7.1", elixir: "~> 1.15", elixirc_paths: elixirc_paths(Mix.env()), deps: deps()]
  end

  defp elixirc_paths(:test), do: ["lib", "web", "test/support"]
  defp elixirc_paths(_), do: ["lib", "web"]

  defp deps do
    [{:phoenix, "~> 1.7"}, {:ecto_sql, "~> 3.12"}, {:postgrex, ">= 0.0.0"}, {:ecto_ulid, "~> 0.3"}, {:absinthe, "~> 1.7"}, {:oban, "~> 2.18"}, {:broadway, "~> 1.1"}, {:fun_with_flags, "~> 1.12"}]
  end
end
