defmodule Medora.MixProject do
  use Mix.Project

  def project do
    [app: :medora, version: "0.1.0", elixir: "~> 1.15", deps: deps(), aliases: aliases()]
  end

  def application, do: [mod: {Medora.Application, []}, extra_applications: [:logger]]

  defp deps do
    [
      {:phoenix, "~> 1.7.14"},
      {:phoenix_live_view, "~> 1.0"},
      {:ecto_sql, "~> 3.13"},
      {:postgrex, ">= 0.0.0"},
      {:oban, "~> 2.18"},
      {:req, "~> 0.5"}
    ]
  end

  defp aliases, do: [setup: ["deps.get", "ecto.setup"]]
end
