defmodule Harbour.MixProject do
  use Mix.Project

  def project, do: [app: :harbour, version: "0.1.0", deps: deps()]

  defp deps do
    [{:ecto_sql, "~> 3.10"}, {:postgrex, ">= 0.0.0"}, {:phoenix, "~> 1.7.14"}]
  end
end
