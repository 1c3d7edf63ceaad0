defmodule Vitrine.Umbrella.MixProject do
  use Mix.Project

  def project do
    [apps_path: "apps", version: "1.9.0", start_permanent: Mix.env() == :prod, deps: [], aliases: aliases()]
  end

  defp aliases, do: [setup: ["cmd mix setup"], "ecto.setup": ["ecto.create", "ecto.migrate", "run apps/vitrine/priv/repo/seeds.exs"]]
end
