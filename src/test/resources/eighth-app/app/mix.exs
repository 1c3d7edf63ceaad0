defmodule Skolar.Umbrella.MixProject do
  use Mix.Project

  def project, do: [apps_path: "apps", version: "4.2.0", start_permanent: Mix.env() == :prod, deps: deps(), aliases: aliases()]

  defp deps, do: [{:credo, "~> 1.7", only: :dev}]
  defp aliases, do: [setup: ["deps.get", "ecto.setup"], "ecto.setup": ["ecto.create --quiet", "ecto.migrate", "run apps/skolar/priv/repo/seeds.exs"]]
end
