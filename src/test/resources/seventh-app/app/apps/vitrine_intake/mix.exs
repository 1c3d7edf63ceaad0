defmodule VitrineIntake.MixProject do
  use Mix.Project

  def project, do: [app: :vitrine_intake, version: "1.9.0", deps: [{:vitrine, in_umbrella: true}, {:broadway, "~> 1.2"}, {:gen_stage, "~> 1.2"}]]
end
