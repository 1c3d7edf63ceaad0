defmodule Skolar.MixProject do
  use Mix.Project

  def project do
    [app: :skolar, version: "4.2.0", build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", elixir: "~> 1.17", deps: deps()]
  end

  def application, do: [mod: {Skolar.Application, []}, extra_applications: [:logger]]
  defp deps, do: [{:ecto_sql, "~> 3.13"}, {:postgrex, ">= 0.0.0"}, {:flop, "~> 0.26"}, {:cachex, "~> 4.0"}, {:bodyguard, "~> 2.4"}]
end
