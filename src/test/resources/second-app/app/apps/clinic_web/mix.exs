defmodule ClinicWeb.MixProject do
  use Mix.Project

  def project do
    [
      app: :clinic_web,
      version: "0.4.0",
      build_path: "../../_build",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      deps: deps()
    ]
  end

  defp deps,
    do: [{:clinic, in_umbrella: true}, {:phoenix, "~> 1.8"}, {:phoenix_live_view, "~> 1.0"}, {:absinthe, "~> 1.7"}]
end
