package dev.ectoscope.elixir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.elixir.config.Repo;
import dev.ectoscope.elixir.config.Setting;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Repos and what their settings come to in production. */
class RepoSettingsTest {

  private static final String REPO =
      "defmodule Dock.Repo do\n  use Ecto.Repo, otp_app: :dock\nend\n";

  @Test
  void filesOfOtherEnvironmentsSayNothingOfProduction() {
    Repo repo =
        repo(
            Map.of(
                "config/config.exs",
                "import Config\nconfig :dock, Dock.Repo, pool_size: 8\nimport_config \"db.exs\"\n",
                "config/db.exs",
                "import Config\nconfig :dock, Dock.Repo, queue_target: 80\n",
                "config/staging.exs",
                "import Config\nconfig :dock, Dock.Repo, pool_size: 99, timeout: 1\n",
                "config/test.exs",
                "import Config\nconfig :dock, Dock.Repo, pool_size: 77\n"));
    assertThat(value(repo, "pool_size")).isEqualTo("8");
    assertThat(value(repo, "queue_target")).isEqualTo("80");
    assertThat(repo.production()).doesNotContainKey("timeout");
  }

  @Test
  void conditionsOnTheEnvironmentAreDecided() {
    Repo repo =
        repo(
            Map.of(
                "config/runtime.exs",
                """
                import Config
                env = config_env()

                case env do
                  :prod ->
                    size =
                      case System.get_env("POOL_SIZE") do
                        nil -> 25
                        n -> String.to_integer(n)
                      end

                    config :dock, Dock.Repo, pool_size: size

                  _ ->
                    config :dock, Dock.Repo, pool_size: 2
                end

                unless env == :test do
                  config :dock, Dock.Repo, idle_interval: :timer.seconds(5)
                end

                if config_env() in [:prod, :staging], do: config(:dock, Dock.Repo, ssl: true)

                if System.get_env("REGION") do
                  config :dock, Dock.Repo, queue_target: 100
                end
                """));
    assertThat(value(repo, "pool_size")).isEqualTo("25");
    assertThat(repo.setting("pool_size").orElseThrow().variable()).isEqualTo("POOL_SIZE");
    assertThat(repo.setting("pool_size").orElseThrow().environment()).isEqualTo("prod");
    assertThat(value(repo, "idle_interval")).isEqualTo("5000");
    assertThat(repo.setting("idle_interval").orElseThrow().condition()).isEmpty();
    assertThat(value(repo, "ssl")).isEqualTo("true");
    assertThat(repo.setting("queue_target").orElseThrow().condition())
        .isEqualTo("System.get_env(\"REGION\")");
  }

  @Test
  void whatHoldsWhenNoVariableIsSetGoesBeforeWhatHoldsWhenOneIs() {
    Repo repo =
        repo(
            Map.of(
                "config/runtime.exs",
                """
                import Config

                case System.get_env("DOCK_SSL") do
                  "true" -> config :dock, Dock.Repo, ssl: true
                  _ -> config :dock, Dock.Repo, ssl: false
                end

                if size = System.get_env("POOL_SIZE") do
                  config :dock, Dock.Repo, pool_size: String.to_integer(size)
                else
                  config :dock, Dock.Repo, pool_size: 17
                end

                if System.get_env("DOCK_IPV6") == "true" do
                  config :dock, Dock.Repo, socket_options: [:inet6]
                end
                """));
    assertThat(value(repo, "ssl")).isEqualTo("false");
    assertThat(value(repo, "pool_size")).isEqualTo("17");
    assertThat(repo.production().get("socket_options").condition())
        .isEqualTo("System.get_env(\"DOCK_IPV6\") == \"true\"");
    assertThat(repo.settings().stream().filter(setting -> setting.key().equals("ssl")))
        .extracting(Setting::condition)
        .containsExactly(
            "System.get_env(\"DOCK_SSL\") == \"true\"", "System.get_env(\"DOCK_SSL\") is _");
  }

  @Test
  void librariesThatReadTheEnvironmentAreGivenDefaultsToo() {
    Repo repo =
        repo(
            Map.of(
                "config/runtime.exs",
                """
                import Config
                import Dotenvy

                limit =
                  case Integer.parse(System.get_env("DOCK_LIMIT", "13")) do
                    {number, _} -> number
                    :error -> 99
                  end

                target =
                  cond do
                    queue = System.get_env("DOCK_QUEUE") -> String.to_integer(queue)
                    true -> 50
                  end

                pooled =
                  System.get_env("DOCK_POOLS")
                  |> case do
                    "many" -> 4
                    other -> String.to_integer(other)
                  end

                config :dock, Dock.Repo,
                  queue_interval: target,
                  pool_count: pooled,
                  pool_size: env!("POOL_SIZE", :integer, 10),
                  timeout: {:system, :integer, "DOCK_TIMEOUT", 5000},
                  queue_target: limit,
                  database: env!("DATABASE", :string)
                """));
    assertThat(value(repo, "pool_size")).isEqualTo("10");
    assertThat(value(repo, "timeout")).isEqualTo("5000");
    assertThat(value(repo, "queue_target")).isEqualTo("13");
    assertThat(value(repo, "queue_interval")).isEqualTo("50");
    assertThat(value(repo, "pool_count")).isEmpty();
    assertThat(value(repo, "database")).isEmpty();
    assertThat(repo.setting("database").orElseThrow().variable()).isEqualTo("DATABASE");
  }

  @Test
  void valuesComeFromHelpersPatternsAndLists() {
    Repo repo =
        repo(
            Map.of(
                "config/releases.exs",
                """
                import Config
                dir = System.get_env("CONFIG_DIR", "/run/secrets")
                size = Dock.Env.integer(dir, "DB_POOL", 10)
                {count, _} = Integer.parse(System.get_env("DB_POOL_COUNT") || "2")
                tls = if config_env() == :prod, do: [ssl: true], else: []
                config :dock, Dock.Repo, [pool_size: size, pool_count: count, timeout: 60 * 1_000] ++ tls
                """));
    assertThat(value(repo, "pool_size")).isEqualTo("10");
    assertThat(value(repo, "pool_count")).isEqualTo("2");
    assertThat(value(repo, "timeout")).isEqualTo("60000");
    assertThat(value(repo, "ssl")).isEqualTo("true");
  }

  @Test
  void replicasMayBeDefinedAndConfiguredInLoops() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                """
                defmodule Dock.Repo.Base do
                  defmacro __using__(opts) do
                    quote do
                      use Ecto.Repo,
                        otp_app: :dock,
                        adapter: Ecto.Adapters.Postgres,
                        read_only: unquote(opts[:read_only] || false)
                    end
                  end
                end

                defmodule Dock.Repo do
                  use Dock.Repo.Base
                  @replicas [Dock.Repo.North, Dock.Repo.South]
                  def replica, do: Enum.random(@replicas)

                  for repo <- @replicas do
                    defmodule repo do
                      use Dock.Repo.Base, read_only: true
                    end
                  end
                end
                """,
                "config/config.exs",
                """
                import Config
                for repo <- [Dock.Repo.North, Dock.Repo.South], do: config :dock, repo, pool_size: 3
                """));
    assertThat(project.repos())
        .extracting(repo -> repo.module() + " " + repo.readOnly())
        .containsExactly("Dock.Repo false", "Dock.Repo.North true", "Dock.Repo.South true");
    assertThat(value(project.repos().get(2), "pool_size")).isEqualTo("3");
    assertThat(project.mainRepo().orElseThrow().module()).isEqualTo("Dock.Repo");
  }

  @Test
  void initHasTheLastWord() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "lib/repo.ex",
                """
                defmodule Dock.Repo do
                  use Ecto.Repo, otp_app: :dock

                  def init(_type, config) do
                    size = String.to_integer(System.get_env("POOL") || "7")
                    {:ok, config |> Keyword.put(:pool_size, size) |> Keyword.merge(queue_target: 90, timeout: wait())}
                  end

                  defp wait, do: String.to_integer(System.get_env("WAIT", "8000"))
                end
                """,
                "config/prod.exs",
                "import Config\nconfig :dock, Dock.Repo, pool_size: 12, adapter: Ecto.Adapters.Postgres\n"));
    Repo repo = project.mainRepo().orElseThrow();
    assertThat(value(repo, "pool_size")).isEqualTo("7");
    assertThat(value(repo, "queue_target")).isEqualTo("90");
    assertThat(value(repo, "timeout")).isEqualTo("8000");
    assertThat(repo.adapter()).isEqualTo("Ecto.Adapters.Postgres");
  }

  @Test
  void aVariableNamesTheEnvironmentThatDecidesAndTheListItHolds() {
    Repo repo =
        repo(
            Map.of(
                "config/runtime.exs",
                """
                import Config
                sockets = if System.get_env("DOCK_IPV6") in ~w(true 1), do: [:inet6], else: []
                written = System.get_env("DOCK_POOL")
                size = if written, do: String.to_integer(written), else: 6
                limits = [:a, :b]

                config :dock, Dock.Repo, socket_options: sockets, pool_size: size, limits: limits
                """));
    assertThat(value(repo, "socket_options")).isEqualTo("[]");
    assertThat(repo.production().get("socket_options").variable()).isEqualTo("DOCK_IPV6");
    assertThat(value(repo, "pool_size")).isEqualTo("6");
    assertThat(repo.production().get("pool_size").variable()).isEqualTo("DOCK_POOL");
    assertThat(value(repo, "limits")).isEqualTo("[:a, :b]");
  }

  @Test
  void versionsOfPackagesFromGitAreThoseOfTheirTags() {
    ElixirProject project =
        ElixirProject.of(
            Map.of(
                "mix.lock",
                """
                %{
                  "ecto_sql": {:git, "https://git.example/ecto_sql.git", "3c9c6a0", [tag: "v3.11.1"]},
                  "phoenix": {:git, "https://git.example/phoenix.git", "abc", [branch: "main"]},
                  "oban": {:hex, :oban, "2.18.3"},
                }
                """,
                "mix.exs",
                """
                defmodule Dock.MixProject do
                  defp deps do
                    [
                      {:db_connection, github: "elixir-ecto/db_connection", tag: "v2.7.0"},
                      {:phoenix, ">= 1.7.0"},
                      {:oban, "~> 2.0"}
                    ]
                  end
                end
                """));
    assertThat(project.version("ecto_sql")).contains("3.11.1");
    assertThat(project.version("db_connection")).contains("2.7.0");
    assertThat(project.version("phoenix")).contains("1.7.0");
    assertThat(project.version("oban")).contains("2.18.3");
  }

  private static String value(Repo repo, String key) {
    return repo.setting(key).orElseThrow().value();
  }

  private static Repo repo(Map<String, String> configs) {
    Map<String, String> texts = new java.util.HashMap<>(configs);
    texts.put("lib/repo.ex", REPO);
    return ElixirProject.of(texts).mainRepo().orElseThrow();
  }
}
