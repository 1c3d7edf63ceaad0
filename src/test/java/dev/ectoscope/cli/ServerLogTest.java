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

  /** Ecto prints QUERY ERROR without a reason, or nothing for those that only waited. */
  @Test
  void deadlocksAndTimeoutsThatOnlyTheServerTellsAreFindings() throws Exception {
    Path server =
        Files.writeString(
            folder.resolve("postgresql.log"),
            """
            2026-11-20 10:00:01.000 UTC [71] ERROR:  canceling statement due to statement timeout
            2026-11-20 10:00:01.000 UTC [71] STATEMENT:  SELECT a0."id" FROM "accounts" AS a0 WHERE (a0."balance" > $1) ORDER BY a0."owner" LIMIT 3
            """);
    JsonNode timeout = finding(analyze(server.toString()), "query-timeout");
    assertThat(timeout.path("title").asText())
        .contains("accounts")
        .contains("ran out of time once");
    assertThat(timeout.path("evidence").toString())
        .contains("The server ended one execution by a limit of its own");

    JsonNode deadlock = finding(analyze(SERVER), "deadlock");
    assertThat(deadlock.path("title").asText()).contains("accounts");
    assertThat(deadlock.path("evidence").toString()).contains("a circle: update ");
    assertThat(finding(analyze(SERVER), "query-timeout").isMissingNode()).isTrue();
  }

  /** No replica was asked: the application's own run is the measurement. */
  @Test
  void aPlanThatWasLoggedWithItsTimesIsMeasured() throws Exception {
    Path server =
        Files.writeString(
            folder.resolve("postgresql.log"),
            """
            2026-11-20 10:00:01.000 UTC [71] LOG:  duration: 912.000 ms  plan:
            \tQuery Text: SELECT a0."id" FROM "accounts" AS a0 WHERE (a0."balance" > $1) ORDER BY a0."owner" LIMIT 3
            \tLimit  (cost=60000.00..61000.00 rows=400000 width=40) (actual time=700.000..900.000 rows=400000 loops=1)
            \t  ->  Sort  (cost=60000.00..61000.00 rows=400000 width=40) (actual time=700.000..880.000 rows=400000 loops=1)
            \t        Sort Key: owner
            \t        Sort Method: external merge  Disk: 20480kB
            \t        ->  Seq Scan on accounts a0  (cost=0.00..8000.00 rows=400000 width=40) (actual time=0.010..90.000 rows=400000 loops=1)
            \t              Filter: (balance > 1234567)
            """);
    Files.writeString(app, Files.readString(app).replace("ERROR db=4.0ms", "OK db=900.0ms"));
    JsonNode spill = finding(analyze(server.toString()), "sort-spill");
    assertThat(spill.path("confidence").asText()).isEqualTo("measured");
    assertThat(spill.toString())
        .contains("logged by auto_explain as the application ran it")
        .contains("20.0 MB")
        .doesNotContain("1234567");
  }

  private static JsonNode finding(JsonNode review, String detector) {
    for (JsonNode finding : review.path("findings")) {
      if (finding.path("detector").asText().equals(detector)) {
        return finding;
      }
    }
    return review.path("none");
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
