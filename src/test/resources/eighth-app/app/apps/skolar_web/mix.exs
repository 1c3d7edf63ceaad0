defmodule SkolarWeb.MixProject do
  use Mix.Project

  def project do
    [app: :skolar_web, version: "4.2.0", build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", deps: [{:skolar, in_umbrella: true}, {:phoenix_live_view, "~> 1.0"}, {:absinthe, "~> 1.7"}]]
  end
end
