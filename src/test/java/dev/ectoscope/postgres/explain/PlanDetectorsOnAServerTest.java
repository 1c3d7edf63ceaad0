package dev.ectoscope.postgres.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.postgres.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From a log to the findings of the plan detectors, by plans of real servers of every version: the
 * same statements in a sick database and in its healthy twin, where statistics, memory and an index
 * have mended what is wrong. {@code GenericPlanCliffOnAServerTest} has another; stale-visibility
 * and jit-overhead have their tests on saved plans.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlanDetectorsOnAServerTest {

  private static final String TABLES =
      """
      CREATE TABLE customers (id bigint PRIMARY KEY, country text, region text, city text);
      INSERT INTO customers SELECT i, 'c' || i % 40, 'r' || i % 40, 't' || i % 40
        FROM generate_series(1, 80000) AS i;
      CREATE INDEX customers_place_index ON customers (country, region, city);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, total int);
      INSERT INTO orders SELECT i, 7 + 40 * (i % 2000), i % 1000 FROM generate_series(1, 160000) AS i;
      CREATE INDEX orders_customer_id_index ON orders (customer_id);
      CREATE TABLE exports (id bigint PRIMARY KEY, note text);
      INSERT INTO exports SELECT i, md5(i::text) || repeat('x', 40) FROM generate_series(1, 60000) AS i;
      CREATE TABLE ledger (id bigint PRIMARY KEY, total int, note text);
      INSERT INTO ledger SELECT i, i * 7919 % 1000, repeat('x', 220) FROM generate_series(1, 90000) AS i;
      CREATE INDEX ledger_total_index ON ledger (total);
      CREATE TABLE audits (id bigint PRIMARY KEY, placed_at timestamp, note text);
      INSERT INTO audits SELECT i, timestamp '2026-01-01' + i * interval '1 minute', repeat('x', 60)
        FROM generate_series(1, 120000) AS i;
      CREATE TABLE sales (id bigint PRIMARY KEY, kind int, note text);
      INSERT INTO sales SELECT i, i % 30, md5(i::text) FROM generate_series(1, 100000) AS i;
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO ectoscope_reader;
      ANALYZE;
      """;

  private static final String SICK =
      """
      ALTER DATABASE sick SET work_mem = '64kB';
      ALTER DATABASE sick SET max_parallel_workers_per_gather = 0;
      """;

  private static final String SOUND =
      """
      ALTER DATABASE sound SET work_mem = '64MB';
      ALTER DATABASE sound SET max_parallel_workers_per_gather = 0;
      CREATE STATISTICS customers_place (dependencies) ON country, region, city FROM customers;
      CREATE INDEX audits_placed_at_index ON audits (placed_at);
      ANALYZE customers, audits;
      """;

  private static final String BLOWN_UP =
      "SELECT count(*) FROM \"customers\" AS c0 INNER JOIN \"orders\" AS o1 ON o1.\"customer_id\" = c0.\"id\" WHERE (c0.\"country\" = $1) AND (c0.\"region\" = $2) AND (c0.\"city\" = $3) AND (o1.\"total\" > $4) [\"c7\", \"r7\", \"t7\", 10]";
  private static final String SORTED =
      "SELECT e0.\"id\", e0.\"note\" FROM \"exports\" AS e0 ORDER BY e0.\"note\" []";
  private static final String SUMMED =
      "SELECT sum(length(l0.\"note\")) FROM \"ledger\" AS l0 WHERE (l0.\"total\" >= $1) AND (l0.\"total\" <= $2) [100, 180]";
  private static final String FILTERED =
      "SELECT a0.\"id\" FROM \"audits\" AS a0 WHERE (a0.\"placed_at\" = $1) [~N[2026-02-01 00:00:00]]";
  private static final String GROUPED =
      "SELECT s0.\"kind\", count(*), max(s0.\"note\") FROM \"sales\" AS s0 GROUP BY s0.\"kind\" []";

  @TempDir Path folder;

  Stream<Path> versions() {
    Assumptions.assumeFalse(
        Servers.binaries().isEmpty(), "no PostgreSQL in target/postgres-binaries; run mvn verify");
    return Servers.binaries().stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void seeTheSickAndNotTheSound(Path version) throws IOException {
    String sick = Servers.database(version, "sick", TABLES + SICK);
    String sound = Servers.database(version, "sound", TABLES + SOUND);
    assertThat(found(sick, 900))
        .contains(
            "row-misestimate customers",
            "nested-loop-blowup, row-misestimate explains it",
            "sort-spill exports",
            "lossy-bitmap ledger",
            "filter-discards-most, missing-index explains it",
            "slow-query sales");
    assertThat(found(sound, 1.2)).isEmpty();
  }

  /**
   * Plan detectors with the first table of each of their findings, all with a measured plan, and
   * those whose finding is one with that of another.
   */
  private Set<String> found(String url, double grouped) throws IOException {
    StringBuilder log = new StringBuilder();
    for (int second = 10; second < 40; second++) {
      for (String sql : new String[] {BLOWN_UP, SORTED, SUMMED, FILTERED, GROUPED}) {
        double ms = sql.equals(GROUPED) ? grouped : 150 + second;
        log.append("10:00:%d.100 [debug] QUERY OK db=%sms\n%s\n".formatted(second, ms, sql));
      }
    }
    Path file = Files.writeString(folder.resolve("app.log"), log);
    CommandLineRun run =
        CommandLineRun.of("analyze", file.toString(), "--replica", url, "--format", "json");
    assertThat(run.code()).as(run.err()).isZero();
    Set<String> found = new TreeSet<>();
    JsonNode review = new ObjectMapper().readTree(run.out());
    for (JsonNode one : review.path("dismissed")) {
      String reason = one.path("reason").asText();
      if (PLAN_DETECTORS.contains(one.path("detector").asText())
          && !one.path("detector").asText().equals("slow-query")
          && reason.endsWith(" explains it")) {
        found.add(one.path("detector").asText() + ", " + reason);
      }
    }
    for (JsonNode finding : review.path("findings")) {
      String detector = finding.path("detector").asText();
      boolean other = finding.path("tables").get(0).asText().equals("sales");
      if (PLAN_DETECTORS.contains(detector) && (other || !detector.equals("slow-query"))) {
        assertThat(finding.path("confidence").asText())
            .as(finding.path("evidence").toString())
            .isEqualTo("measured");
        found.add(detector + " " + finding.path("tables").get(0).asText());
      }
    }
    return found;
  }

  private static final Set<String> PLAN_DETECTORS =
      Set.of(
          "row-misestimate",
          "nested-loop-blowup",
          "sort-spill",
          "lossy-bitmap",
          "filter-discards-most",
          "stale-visibility",
          "jit-overhead",
          "generic-plan-cliff",
          "slow-query");
}
