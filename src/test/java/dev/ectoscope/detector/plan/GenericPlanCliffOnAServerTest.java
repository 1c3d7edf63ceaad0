package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.postgres.SharedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a log to the finding, on a table whose values are spread unevenly, and on its even twin. */
final class GenericPlanCliffOnAServerTest {

  @TempDir Path folder;

  @BeforeAll
  static void tables() {
    SharedCluster.with(
        """
        CREATE SCHEMA cliff;
        CREATE TABLE cliff.jobs (id bigint PRIMARY KEY, state text, note text);
        INSERT INTO cliff.jobs SELECT i, CASE WHEN i % 2000 = 0 THEN 'failed' ELSE 'done' END,
          repeat('x', 60) FROM generate_series(1, 60000) AS i;
        CREATE TABLE cliff.even (id bigint PRIMARY KEY, state text, note text);
        INSERT INTO cliff.even SELECT i, 'state' || i % 3000, repeat('x', 60)
          FROM generate_series(1, 60000) AS i;
        CREATE INDEX ON cliff.jobs (state);
        CREATE INDEX ON cliff.even (state);
        ANALYZE cliff.jobs, cliff.even;
        """);
  }

  @Test
  void staysSilentWhereAllValuesAreAlike() throws Exception {
    assertThat(cliff("even", "state7", "state8").isMissingNode()).isTrue();
  }

  @Test
  void showsTheValuesThatGetTheWrongPlan() throws Exception {
    JsonNode finding = cliff("jobs", "failed", "done");
    assertThat(finding.path("title").asText()).contains("jobs").contains("rare values");
    assertThat(finding.path("confidence").asText()).isEqualTo("measured");
    assertThat(finding.path("evidence").toString())
        .contains("the log says 90")
        .contains("Index Scan on jobs using jobs_pkey")
        .doesNotContain("failed")
        .doesNotContain("done");
  }

  /**
   * The app, with its kept plan, took as long for the one value as for the other. The rare one is
   * most of the log: whichever executions are kept as samples, it is among them.
   */
  private JsonNode cliff(String table, String rare, String common) throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 10; i < 60; i++) {
      boolean seldom = i % 10 == 0;
      String state = seldom ? common : rare;
      log.append(
          "10:00:%d.100 [debug] QUERY OK source=\"%s\" db=900.%dms\n"
              .formatted(i, table, seldom ? 1 : 0));
      log.append(
          "SELECT j0.\"id\", j0.\"note\" FROM \"cliff\".\"%s\" AS j0 WHERE (j0.\"state\" = $1) ORDER BY j0.\"id\" LIMIT 20 [\"%s\"]\n"
              .formatted(table, state));
    }
    Path file = Files.writeString(folder.resolve("app.log"), log);
    CommandLineRun run =
        CommandLineRun.of(
            "analyze",
            file.toString(),
            "--replica",
            SharedCluster.get().standbyUrl(),
            "--format",
            "json");
    assertThat(run.code()).as(run.err()).isZero();
    JsonNode review = new ObjectMapper().readTree(run.out());
    for (JsonNode finding : review.path("findings")) {
      if (finding.path("detector").asText().equals("generic-plan-cliff")) {
        return finding;
      }
    }
    return review.path("none");
  }
}
