package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCommandTest {

  private static final String HARBOUR = "src/test/resources/elixir/harbour";

  @TempDir Path folder;

  @Test
  void secretsOfConfigFilesAreNotShown() throws IOException {
    assertThat(Files.readString(json()))
        .contains("\"key\" : \"pool_size\"")
        .doesNotContain("\"key\" : \"password\"", "\"key\" : \"url\"", "database_url");
  }

  @Test
  void neitherAreSecretsUnderOtherNames() throws IOException {
    Path app = Files.createDirectories(folder.resolve("app/config")).getParent();
    Files.writeString(app.resolve("mix.exs"), "defmodule App.MixProject do\nend\n");
    Files.writeString(
        Files.createDirectories(app.resolve("lib")).resolve("repo.ex"),
        "defmodule App.Repo do\n"
            + "  use Ecto.Repo, otp_app: :app, adapter: Ecto.Adapters.Postgres\nend\n");
    Files.writeString(
        app.resolve("config/config.exs"),
        """
        import Config
        config :app, App.Repo,
          pool_size: 7,
          auth_token: "hunter2-a",
          fallback: "ecto://reader:hunter2-b@db/app",
          ssl: [cacertfile: "ca.pem", password: "hunter2-c"]
        """);
    for (String format : new String[] {"json", "console"}) {
      CommandLineRun run = CommandLineRun.of("source", app.toString(), "--format", format);
      assertThat(run.out()).contains("7").doesNotContain("hunter2");
    }
  }

  @Test
  void theJsonHasTheShapeOtherProgramsRelyOn() throws IOException {
    JsonNode read = new ObjectMapper().readTree(json().toFile());
    JsonNode voyage = null;
    for (JsonNode module : read.path("modules")) {
      voyage = module.path("module").asText().equals("Harbour.Fleet.Voyage") ? module : voyage;
    }
    assertThat(voyage).isNotNull();
    assertThat(voyage.path("file").asText()).isEqualTo("lib/harbour/fleet/voyage.ex");
    assertThat(voyage.path("table").asText()).isEqualTo("voyages");
    assertThat(voyage.path("prefix").isNull()).isTrue();
    assertThat(voyage.path("fields").get(1).path("name").asText()).isEqualTo("left_at");
    assertThat(voyage.path("fields").get(1).path("type").asText()).isEqualTo("utc_datetime");
    JsonNode ship = voyage.path("associations").get(0);
    assertThat(ship.path("kind").asText()).isEqualTo("belongs_to");
    assertThat(ship.path("target").asText()).isEqualTo("Harbour.Fleet.Ship");
    assertThat(ship.path("foreignKey").asText()).isEqualTo("ship_id");
    assertThat(ship.path("through").isNull()).isTrue();
    assertThat(ship.path("joinThrough").isNull()).isTrue();
    JsonNode repo = read.path("repos").get(0);
    assertThat(repo.path("module").asText()).isEqualTo("Harbour.Repo");
    assertThat(repo.path("otpApp").asText()).isEqualTo("harbour");
    assertThat(repo.path("config").path("pool_size").asInt()).isEqualTo(20);
    assertThat(read.path("versions").path("ecto_sql").asText()).isEqualTo("3.12.1");
    assertThat(read.path("skipped").get(0).path("file").asText())
        .isEqualTo("lib/harbour_web/torn.ex");
  }

  @Test
  void theConsoleSaysWhereThePoolSizeStands() throws IOException {
    Path output = folder.resolve("source.txt");
    assertThat(Main.run("source", HARBOUR, "--output", output.toString())).isEqualTo(Main.CLEAN);
    assertThat(Files.readString(output))
        .contains("pool_size 20  (config/runtime.exs:11, unless POOL_SIZE is set)")
        .contains("has_many legs → Harbour.Fleet.Leg");
  }

  @Test
  void whatIsNoFolderIsInputNotUnderstood() {
    assertThat(Main.run("source", folder.resolve("none").toString())).isEqualTo(Main.INPUT);
  }

  @Test
  void aFolderWithoutElixirIsInputNotUnderstood() {
    assertThat(Main.run("source", folder.toString())).isEqualTo(Main.INPUT);
  }

  private Path json() {
    Path output = folder.resolve("source.json");
    assertThat(Main.run("source", HARBOUR, "--format", "json", "--output", output.toString()))
        .isEqualTo(Main.CLEAN);
    return output;
  }
}
