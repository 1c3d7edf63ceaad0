package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.postgres.SharedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a log to index advice: what is there already, what an index cannot help, and what can. */
final class IndexAdviceOnAServerTest {

  private static final List<String> SERVED =
      List.of(
          "SELECT p0.\"id\" FROM \"depot\".\"parcels\" AS p0 WHERE (lower(p0.\"email\") = $1) [\"r7@x.org\"]",
          "SELECT p0.\"id\" FROM \"depot\".\"parcels\" AS p0 WHERE (p0.\"code\" = $1) [\"c7\"]",
          "SELECT p0.\"id\" FROM \"depot\".\"parcels\" AS p0 WHERE (p0.\"route\" = $1) AND (p0.\"state\" = 'held') ORDER BY p0.\"sent_at\" DESC LIMIT 5 [7]",
          "SELECT p0.\"sent_at\" FROM \"depot\".\"parcels\" AS p0 WHERE (p0.\"driver\" = $1) [7]",
          "SELECT p0.\"id\" FROM \"depot\".\"parcels\" AS p0 WHERE (p0.\"meta\" @> $1) [%{\"lane\" => 5}]",
          "SELECT k0.\"id\" FROM \"depot\".\"kinds\" AS k0 WHERE (k0.\"name\" = $1) [\"kind 3\"]");

  private static final String HALF =
      "SELECT count(*) FROM \"depot\".\"parcels\" AS p0 WHERE (p0.\"express\" = TRUE) []";
  private static final String LOADED =
      "SELECT i0.\"line\" FROM \"depot\".\"imports\" AS i0 WHERE (i0.\"batch\" = $1) [17]";
  private static final String PARTED =
      "SELECT r0.\"value\" FROM \"depot\".\"readings\" AS r0 WHERE (r0.\"at\" > $1) AND (r0.\"sensor\" = $2) [~N[2026-02-02 00:00:00], 7]";

  private static final String BEGINNING =
      "SELECT l0.\"id\" FROM \"depot\".\"labels\" AS l0 WHERE (l0.\"name\" LIKE $1) [\"lab7%\"]";
  private static final String FOLDED =
      "SELECT l0.\"id\" FROM \"depot\".\"labels\" AS l0 WHERE (lower(l0.\"name\") LIKE $1) [\"lab7%\"]";
  private static final String ALL_OF_CREW =
      "SELECT t0.\"id\" FROM \"depot\".\"trips\" AS t0 WHERE (t0.\"crew\" = $1) [7]";
  private static final String NEWEST_OF_CREW =
      "SELECT t0.\"id\" FROM \"depot\".\"trips\" AS t0 WHERE (t0.\"crew\" = $1) ORDER BY t0.\"left_at\" DESC LIMIT 5 [7]";
  private static final String DONE_OF_CREW =
      "SELECT t0.\"id\" FROM \"depot\".\"trips\" AS t0 WHERE (t0.\"crew\" = $1) AND (t0.\"state\" = 'done') [7]";

  @TempDir Path folder;

  @BeforeAll
  static void tables() {
    SharedCluster.with(
        """
        CREATE SCHEMA depot;
        CREATE TABLE depot.kinds AS SELECT i AS id, 'kind ' || i AS name FROM generate_series(1, 12) AS i;
        CREATE TABLE depot.parcels (id bigint PRIMARY KEY, code text UNIQUE, email text, route int,
          state text, driver int, sent_at timestamp, meta jsonb, express boolean, note text);
        INSERT INTO depot.parcels SELECT i, 'c' || i, 'R' || i || '@X.org', i % 400,
          CASE WHEN i % 40 = 0 THEN 'held' ELSE 'sent' END, i % 900,
          timestamp '2026-01-01' + i * interval '1 minute', jsonb_build_object('lane', i % 3000),
          i % 2 = 0, repeat('x', 60) FROM generate_series(1, 60000) AS i;
        CREATE INDEX parcels_lower_email_index ON depot.parcels (lower(email));
        CREATE INDEX parcels_held_index ON depot.parcels (route, sent_at DESC) WHERE state = 'held';
        CREATE INDEX parcels_driver_index ON depot.parcels (driver) INCLUDE (sent_at);
        CREATE INDEX parcels_meta_index ON depot.parcels USING gin (meta jsonb_path_ops);
        CREATE TABLE depot.imports (id bigint PRIMARY KEY, batch int, line text)
          WITH (autovacuum_enabled = off);
        CREATE TABLE depot.readings (sensor int, at timestamp, value float8, note text)
          PARTITION BY RANGE (at);
        CREATE TABLE depot.readings_1 PARTITION OF depot.readings
          FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
        CREATE TABLE depot.readings_2 PARTITION OF depot.readings
          FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
        INSERT INTO depot.readings SELECT i % 900, timestamp '2026-01-01' + i * interval '20 seconds',
          i, repeat('x', 60) FROM generate_series(1, 250000) AS i;
        CREATE TABLE depot.labels AS SELECT i AS id, 'lab' || i * 7919 % 60000 AS name,
          repeat('x', 80) AS note FROM generate_series(1, 60000) AS i;
        CREATE TABLE depot.trips AS SELECT i AS id, i % 5000 AS crew,
          CASE WHEN i % 9 = 0 THEN 'open' ELSE 'done' END AS state, repeat('x', 80) AS note,
          timestamp '2026-01-01' + i * interval '1 minute' AS left_at FROM generate_series(1, 60000) AS i;
        ANALYZE depot.kinds, depot.parcels, depot.imports, depot.readings, depot.labels, depot.trips;
        """);
    SharedCluster.with(
        "INSERT INTO depot.imports SELECT i, i / 300, repeat('x', 80) FROM generate_series(1, 60000) AS i");
  }

  @Test
  void proposesNothingThatIsThereOrDoesNotHelp() throws Exception {
    JsonNode review = review(SERVED, 12);
    assertThat(indexes(review)).isEmpty();
    assertThat(indexes(review(List.of(HALF), 12))).isEmpty();
  }

  @Test
  void seesATableThatWasFilledSinceItsLastAnalyze() throws Exception {
    assertThat(indexes(review(List.of(LOADED), 30)))
        .containsExactly("CREATE INDEX CONCURRENTLY imports_batch_index ON depot.imports (batch)");
  }

  /** Tried on a copy with its partitions; what is proposed is then run on the server itself. */
  @Test
  void indexesAPartitionedTablePartByPart() throws Exception {
    JsonNode finding = finding(review(List.of(PARTED), 40), "readings");
    assertThat(finding.path("title").asText()).isEqualTo("readings has no index on (sensor, at)");
    assertThat(finding.path("evidence").toString()).contains("on a scratch copy");
    assertThat(finding.path("recommendation").path("fixes").toString())
        .contains("ON ONLY depot.readings (sensor, at)")
        .contains("ATTACH PARTITION");
  }

  /**
   * One index for the beginning of a text, one for the beginning of what a function makes of it.
   */
  @Test
  void aBeginningOfATextNeedsItsOperatorClass() throws Exception {
    List<String> advice = indexes(review(List.of(BEGINNING, FOLDED), 20));
    assertThat(advice)
        .containsExactlyInAnyOrder(
            "CREATE INDEX CONCURRENTLY labels_name_pattern_index ON depot.labels (name text_pattern_ops)",
            "CREATE INDEX CONCURRENTLY labels_lower_name_pattern_index ON depot.labels (lower(name) text_pattern_ops)");
    JsonNode finding = finding(review(List.of(BEGINNING), 20), "labels");
    assertThat(finding.path("title").asText())
        .isEqualTo("labels has no index for the beginning of name");
    assertThat(finding.path("recommendation").path("fixes").toString())
        .contains("create index(:labels, [\\\"name text_pattern_ops\\\"]");
    // In the middle of the text no btree index finds it, and what varies is no beginning.
    assertThat(indexes(review(List.of(BEGINNING.replace("lab7%", "%b7%")), 20)))
        .noneMatch(sql -> sql.contains("pattern_ops"));
  }

  /** Each of them alone is worth an index; together the widest one does for all. */
  @Test
  void oneIndexServesWhatNarrowerOnesWould() throws Exception {
    assertThat(indexes(review(List.of(ALL_OF_CREW), 12)))
        .containsExactly("CREATE INDEX CONCURRENTLY trips_crew_index ON depot.trips (crew)");
    JsonNode both = review(List.of(ALL_OF_CREW, NEWEST_OF_CREW, DONE_OF_CREW), 12);
    assertThat(indexes(both))
        .containsExactly(
            "CREATE INDEX CONCURRENTLY trips_crew_left_at_index ON depot.trips (crew, left_at)");
    assertThat(finding(both, "trips").path("statements")).hasSize(3);
    assertThat(finding(both, "trips").path("evidence").toString()).contains("It serves: ");
  }

  private static JsonNode finding(JsonNode review, String table) {
    return StreamSupport.stream(review.path("findings").spliterator(), false)
        .filter(f -> f.path("detector").asText().equals("missing-index"))
        .filter(f -> f.path("tables").toString().contains(table))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> indexes(JsonNode review) {
    return StreamSupport.stream(review.path("indexes").path("create").spliterator(), false)
        .map(index -> index.path("sql").asText())
        .filter(sql -> sql.contains(" depot.")) // other tests have tables on this server too
        .toList();
  }

  private JsonNode review(List<String> statements, int ms) throws Exception {
    StringBuilder log = new StringBuilder();
    for (int i = 10; i < 60; i++) {
      for (String sql : statements) {
        log.append("10:00:%d.100 [debug] QUERY OK db=%d.%dms\n%s\n".formatted(i, ms, i % 10, sql));
      }
    }
    Path file = Files.writeString(folder.resolve("app.log"), log);
    String url = SharedCluster.get().standbyUrl();
    CommandLineRun run =
        CommandLineRun.of("analyze", file.toString(), "--replica", url, "--format", "json");
    assertThat(run.code()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }
}
