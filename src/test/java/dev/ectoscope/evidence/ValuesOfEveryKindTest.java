package dev.ectoscope.evidence;

import static dev.ectoscope.evidence.Logged.logged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Common and rare values of columns of every type: those that the log prints are known again in
 * what PostgreSQL's statistics write in their own way.
 */
final class ValuesOfEveryKindTest {

  @BeforeAll
  static void tables() {
    SharedCluster.with(
        """
        CREATE SCHEMA kinds;
        CREATE TYPE kinds.mood AS ENUM ('fine', 'sad');
        CREATE TABLE kinds.things (id bigint PRIMARY KEY, tenant int, owner uuid, mood kinds.mood,
          done boolean, at timestamp, moment timestamptz, day date, size numeric, name varchar(20));
        INSERT INTO kinds.things SELECT i, CASE WHEN r THEN i ELSE 7 END,
          CASE WHEN r THEN md5(i::text)::uuid ELSE '11111111-2222-3333-4444-555555555555' END,
          CASE WHEN r THEN 'sad' ELSE 'fine' END::kinds.mood, NOT r,
          CASE WHEN r THEN timestamp '2026-01-01' + i * interval '1 hour' ELSE '2025-05-05 10:00' END,
          CASE WHEN r THEN timestamptz '2026-01-01Z' + i * interval '1 hour' ELSE '2025-05-05 10:00Z' END,
          CASE WHEN r THEN date '2026-01-01' + i / 50 ELSE '2025-05-05' END,
          CASE WHEN r THEN i / 4.0 ELSE 2.50 END, CASE WHEN r THEN 'n' || i ELSE 'usual' END
          FROM (SELECT i, i % 50 = 0 AS r FROM generate_series(1, 20000) AS i) AS s;
        ANALYZE kinds.things;
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tenant | 7 | 50",
        "owner | <<17, 17, 17, 17, 34, 34, 51, 51, 68, 68, 85, 85, 85, 85, 85, 85>> | \"c0c7c76d-30bd-3dca-efc9-6f40275bdc0a\"",
        "owner | \"11111111-2222-3333-4444-555555555555\" | \"c0c7c76d-30bd-3dca-efc9-6f40275bdc0a\"",
        "mood | :fine | :sad",
        "done | true | false",
        "at | ~N[2025-05-05 10:00:00] | ~N[2026-01-03 02:00:00]",
        "at | ~U[2025-05-05 10:00:00Z] | ~N[2026-01-03 02:00:00]",
        "moment | ~U[2025-05-05 10:00:00Z] | ~U[2026-01-03 02:00:00Z]",
        "day | ~D[2025-05-05] | ~D[2026-01-02]",
        "size | Decimal.new(\"2.50\") | Decimal.new(\"12.5\")",
        "size | Decimal.new(\"2.5\") | Decimal.new(\"12.5\")",
        "name | \"usual\" | \"n50\"",
      })
  void knowsTheCommonValueOfTheLog(String column, String common, String rare) {
    String sql = "SELECT t0.\"id\" FROM \"kinds\".\"things\" AS t0 WHERE (t0.\"%s\" = $1)";
    Logged log = logged();
    for (int i = 0; i < 30; i++) {
      boolean usual = i % 15 == 3;
      log.query(
          sql.formatted(column), usual ? "[" + common + "]" : "[" + rare + "]", usual ? 40 : 2);
    }
    log.query(sql.formatted(column), "[" + rare + "]", 90);
    Answer.Planned planned = planned(log);
    Optional<Answer.Execution> found =
        planned.executions().stream().filter(e -> e.values() == Answer.Values.COMMON).findFirst();
    assertThat(found).isPresent();
    assertThat(found.get().loggedMs()).as("one of the log").isEqualTo(40.0);
    assertThat(found.get().note()).isEqualTo("$1 is the most common value of things." + column);
    assertThat(found.get().plan().root().actualRows()).isEqualTo(19_600);
  }

  /** Of two keys, the one whose values are spread unevenly is varied; the other stays. */
  @ParameterizedTest
  @CsvSource({"owner", "name"})
  void variesOneColumnOfACompositeKey(String column) {
    String sql =
        "SELECT t0.\"id\" FROM \"kinds\".\"things\" AS t0 WHERE (t0.\"id\" > $1) AND (t0.\"%s\" = $2)";
    String rare = column.equals("name") ? "\"n50\"" : "\"c0c7c76d-30bd-3dca-efc9-6f40275bdc0a\"";
    Logged log = logged();
    for (int i = 0; i < 20; i++) {
      log.query(sql.formatted(column), "[0, " + rare + "]", 3);
    }
    Answer.Planned planned = planned(log);
    assertThat(planned.executions()).hasSize(2);
    Answer.Execution common = planned.executions().get(1);
    assertThat(common.values()).isEqualTo(Answer.Values.COMMON);
    assertThat(common.note()).isEqualTo("$2 is the most common value of things." + column);
    assertThat(common.loggedMs()).as("none of the log").isNaN();
    assertThat(common.plan().root().actualRows()).isEqualTo(19_600);
  }

  private static Answer.Planned planned(Logged log) {
    try (Replica replica = SharedCluster.replica();
        EvidenceGatherer gatherer =
            new EvidenceGatherer(replica, java.util.List.of(), Limits.standard())) {
      Evidence evidence =
          gatherer.gather(log.workload(), Logged.plansOf(log.workload()), (done, total) -> {});
      return (Answer.Planned) evidence.answers().values().iterator().next();
    }
  }
}
