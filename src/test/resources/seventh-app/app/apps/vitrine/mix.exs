defmodule Vitrine.MixProject do
  use Mix.Project

  def project, do: [app: :vitrine, version: "1.9.0", build_path: "../../_build", config_path: "../../config/config.exs", deps_path: "../../deps", lockfile: "../../mix.lock", deps: deps()]

  defp deps, do: [{:ecto_sql, "~> 3.13"}, {:postgrex, ">= 0.0.0"}, {:oban, "~> 2.19"}, {:typed_ecto_schema, "~> 0.4"}, {:triplex, "~> 1.3"}, {:paper_trail, "~> 1.1"}, {:commanded_ecto_projections, "~> 1.4"}, {:scrivener_ecto, "~> 3.0"}, {:flop, "~> 0.26"}, {:fun_with_flags, "~> 1.12"}, {:geo_postgis, "~> 3.7"}, {:waffle_ecto, "~> 0.0"}]
end
