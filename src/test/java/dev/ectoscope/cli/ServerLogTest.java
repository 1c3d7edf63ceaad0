package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL's log named beside the application's, joined by fingerprint. */
class ServerLogTest {

  private static final String SERVER = "src/test/resources/serverlog/json-plans.log";

  @TempDir Path folder;
  private Path app;
  private Path review;

  /** Failures of the statement whose plan auto_explain logged, a loop over a deadlocked one. */
  @BeforeEach
  void applicationLog() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      log.append("10:00:00.1")
          .append(10 + i)
          .append(" request_id=F1 [debug] QUERY ERROR db=4.0ms\n");
      log.append("SELECT a0.\"id\" FROM \"accounts\" AS a0 WHERE (a0.\"balance\" > $1)");
      log.append(" ORDER BY a0.\"owner\" LIMIT 3 [").append(i).append("]\n");
      log.append("10:00:00.2").append(10 + i).append(" request_id=F2 [debug] QUERY OK db=9.0ms\n");
      log.append("UPDATE \"accounts\" SET \"balance\" = $1 WHERE \"id\" = $2");
      log.append(" [5, ").append(i).append("]\n");
    }
    app = Files.writeString(folder.resolve("app.log"), log);
    review = folder.resolve("review.json");
  }

  private JsonNode analyze(String... more) throws Exception {
    String[] arguments = {
      "analyze", app.toString(), more[0], "--format", "json", "--output", review.toString()
    };
    assertThat(Main.run(arguments)).isEqualTo(Main.CLEAN);
    return new ObjectMapper().readTree(review.toFile());
  }

  @Test
  void whatTheServerSaysIsEvidenceOfTheFinding() throws Exception {
    String text = analyze(SERVER).path("findings").toString();

    assertThat(text)
        .contains("auto_explain: 1 plan, the slowest execution took 3.9 ms (json-plans.log:")
        .contains("Limit ← Sort ← Seq Scan on accounts")
        .contains("PostgreSQL's log: 1 wait for a lock")
        .contains("a circle: update ")
        .containsPattern(
            "waited for ShareLock on transaction 744, which the other one held; update")
        .containsPattern("waited for ShareLock on transaction 745, which the other one held")
        .doesNotContain("owner 77");
    assertThat(text).contains("As it ran, logged by auto_explain");
  }

  @Test
  void theServersLogIsAmongTheInputsAndCountsNoQuery() throws Exception {
    JsonNode json = analyze(SERVER);

    assertThat(json.at("/totals/queries").asInt()).isEqualTo(24);
    assertThat(json.at("/input/files/1/format").asText()).isEqualTo("postgresql-stderr");
    assertThat(json.at("/input/files/1/understood").asInt()).isEqualTo(50);
  }

  @Test
  void aServersLogAloneIsNotEnough() {
    assertThat(Main.run("analyze", SERVER)).isEqualTo(Main.INPUT);
  }
}
