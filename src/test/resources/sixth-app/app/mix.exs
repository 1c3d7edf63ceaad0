defmodule Harborline.MixProject do
  use Mix.Project

  def project, do: [app: :harborline, version: "2.4.0", elixir: "~> 1.16", deps: deps()]

  defp deps do
    [{:phoenix, "~> 1.7"}, {:phoenix_live_view, "~> 1.0"}, {:ecto_sql, "~> 3.13"}, {:postgrex, ">= 0.0.0"}, {:oban, "~> 2.18"}, {:absinthe, "~> 1.7"}, {:broadway, "~> 1.1"}, {:flop, "~> 0.26"}]
  end
end
