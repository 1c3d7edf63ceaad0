defmodule SkolarJobs.MixProject do
  use Mix.Project
  def project, do: [app: :skolar_jobs, version: "4.2.0", build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", deps: [{:skolar, in_umbrella: true}, {:oban, "~> 2.19"}, {:broadway, "~> 1.1"}]]
end
