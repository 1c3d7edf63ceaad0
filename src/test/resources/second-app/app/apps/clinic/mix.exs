defmodule Clinic.MixProject do
  use Mix.Project

  def project do
    [
      app: :clinic,
      version: "0.4.0",
      build_path: "../../_build",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      deps: deps()
    ]
  end

  defp deps,
    do: [{:ecto_sql, "~> 3.13"}, {:postgrex, ">= 0.0.0"}, {:oban, "~> 2.19"}, {:broadway, "~> 1.2"}, {:req, "~> 0.5"}]
end
