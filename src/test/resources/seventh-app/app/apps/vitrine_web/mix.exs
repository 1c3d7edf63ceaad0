defmodule VitrineWeb.MixProject do
  use Mix.Project

  def project, do: [app: :vitrine_web, version: "1.9.0", build_path: "../../_build", deps_path: "../../deps", lockfile: "../../mix.lock", deps: deps()]

  defp deps, do: [{:vitrine, in_umbrella: true}, {:phoenix, "~> 1.8"}, {:phoenix_live_view, "~> 1.1"}, {:absinthe, "~> 1.7"}, {:dataloader, "~> 2.0"}, {:guardian_db, "~> 3.0"}]
end
