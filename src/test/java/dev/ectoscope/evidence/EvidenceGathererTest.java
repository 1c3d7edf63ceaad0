package dev.ectoscope.evidence;

import static dev.ectoscope.evidence.Logged.logged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Pressure;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.workload.Workload;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EvidenceGathererTest {

  private static final long SECOND = 1_000_000_000;

  private static final String BY_STATE =
      "SELECT t0.\"id\" FROM \"skew\".\"tasks\" AS t0 WHERE (t0.\"state\" = $1) AND"
          + " (t0.\"secret\" <> $2) LIMIT $3";

  @BeforeAll
  static void tables() {
    SharedCluster.with(
        """
        CREATE SCHEMA skew;
        CREATE TABLE skew.tasks (id bigint PRIMARY KEY, state text, secret text);
        INSERT INTO skew.tasks SELECT i, CASE WHEN i % 500 = 0 THEN 'failed' ELSE 'done' END,
          md5(i::text) FROM generate_series(1, 30000) AS i;
        CREATE INDEX ON skew.tasks (state);
        ANALYZE skew.tasks;
        """);
  }

  @Test
  void showsSkewByRunningAStatementWithSeveralValues() {
    Logged log = logged();
    for (int i = 1; i <= 20; i++) {
      log.query(BY_STATE, "[\"failed\", \"s3cret" + i + "\", 10000]", i == 20 ? 90.0 : 2.0);
    }
    Answer.Planned planned = (Answer.Planned) only(log.workload(), Limits.standard());
    assertThat(planned.plan()).isSameAs(planned.executions().get(0).plan());
    assertThat(planned.plan().analyzed()).isTrue();
    assertThat(planned.executions())
        .extracting(Answer.Execution::values)
        .containsExactly(Answer.Values.SLOWEST, Answer.Values.TYPICAL, Answer.Values.COMMON);
    assertThat(planned.executions().get(0).loggedMs()).isEqualTo(90.0);
    assertThat(planned.executions().get(0).types()).containsExactly("string", "string", "int");
    Answer.Execution common = planned.executions().get(2);
    assertThat(common.note()).isEqualTo("$1 is the most common value of tasks.state");
    assertThat(common.plan().root().actualRows()).isGreaterThan(9_000);
    assertThat(planned.executions().get(0).plan().root().actualRows()).isEqualTo(60);
    assertThat(planned.genericPlan().generic()).isTrue();
    assertThat(planned.genericPlan().analyzed()).isFalse();
  }

  @Test
  void takesTypicalCommonAndRareValuesFromTheLogWhereItHasThem() {
    Logged log = logged();
    for (int i = 1; i <= 5; i++) {
      log.query(BY_STATE, "[\"done\", \"slow" + i + "\", 5]", 90.0 + i);
    }
    for (int i = 1; i <= 40; i++) {
      String state = i % 2 == 0 ? "failed" : "done";
      log.query(BY_STATE, "[\"" + state + "\", \"quick" + i + "\", 7]", 2.0 + i % 2);
    }
    Answer.Planned planned = (Answer.Planned) only(log.workload(), Limits.standard());
    assertThat(planned.executions())
        .extracting(Answer.Execution::values)
        .containsExactly(Answer.Values.SLOWEST, Answer.Values.TYPICAL, Answer.Values.RARE);
    assertThat(planned.executions().get(0).loggedMs()).isEqualTo(95.0);
    assertThat(planned.executions().get(0).plan().root().actualRows()).isEqualTo(5);
    assertThat(planned.executions().get(1).loggedMs()).isBetween(2.0, 3.0);
    assertThat(planned.executions().get(1).plan().root().actualRows()).isEqualTo(7);
    assertThat(planned.executions().get(2).loggedMs()).as("a real one").isEqualTo(2.0);
    assertThat(planned.executions().get(2).note()).isEqualTo("$1 is a rare value of tasks.state");
  }

  @Test
  void triesBothEndsOfAColumnThatIsOnlyFairlyUneven() {
    SharedCluster.with(
        """
        CREATE TABLE skew.notes AS SELECT i AS id,
          CASE WHEN i % 10 = 0 THEN 'hidden' WHEN i % 10 < 4 THEN 'old' ELSE 'shown' END AS status
          FROM generate_series(1, 20000) AS i;
        ANALYZE skew.notes;
        """);
    String sql = "SELECT n0.\"id\" FROM \"skew\".\"notes\" AS n0 WHERE (n0.\"status\" = $1)";
    Workload log = logged().query(sql, "[\"old\"]", 5.0).workload();
    Answer.Planned planned = (Answer.Planned) only(log, Limits.standard());
    assertThat(planned.executions())
        .extracting(e -> e.values() + " " + Math.round(e.plan().root().actualRows()))
        .containsExactly("SLOWEST 6000", "COMMON 12000", "RARE 2000");
  }

  @Test
  void fillsWhatTheLogCutFromTheStatisticsAndSaysSo() {
    Workload log = logged().query(BY_STATE, "[\"x\" <> ..., \"a\", ...]", 5.0).workload();
    Answer.Planned planned = (Answer.Planned) only(log, Limits.standard());
    assertThat(planned.plan().analyzed()).isTrue();
    assertThat(planned.executions().get(0).values()).isEqualTo(Answer.Values.STATISTICS);
    assertThat(planned.note())
        .isEqualTo("$1 comes from the statistics of tasks.state; $3 is a page of 20 rows");
    assertThat(planned.executions().get(0).types()).containsExactly("string", "string", "other");
  }

  @Test
  void usesTheElementsThatWerePrintedOfACutList() {
    String sql = "SELECT t0.\"id\" FROM \"skew\".\"tasks\" AS t0 WHERE (t0.\"id\" = ANY($1))";
    Workload log = logged().query(sql, "[[1, 2, 3, ...]]", 5.0).workload();
    Answer.Planned planned = (Answer.Planned) only(log, Limits.standard());
    assertThat(planned.plan().root().actualRows()).isEqualTo(3);
    assertThat(planned.note()).isEqualTo("$1 has only the elements that the log printed");
  }

  @Test
  void keepsNoValueInWhatItAnswers() {
    Workload log =
        logged().query(BY_STATE, "[\"failed\", \"hunter2\", 7654321987]", 5.0).workload();
    Evidence evidence = gather(log, Limits.standard());
    assertThat(EvidenceFile.write(evidence))
        .doesNotContain("hunter2")
        .doesNotContain("7654321987")
        .contains("\"string\"");
  }

  @Test
  void saysThatALockingClauseWasLeftOut() {
    String sql = "SELECT t0.\"id\" FROM \"skew\".\"tasks\" AS t0 WHERE (t0.\"id\" = 5) FOR UPDATE";
    Answer.Planned planned =
        (Answer.Planned) only(logged().query(sql, "[]", 5.0).workload(), Limits.standard());
    assertThat(planned.plan().analyzed()).isTrue();
    assertThat(planned.note()).isEqualTo("measured without its locking clause");
  }

  @Test
  void onlyPlansWhatIsTooDear() {
    Workload log = logged().query(BY_STATE, "[\"done\", \"a\", 9]", 5.0).workload();
    Answer.Planned planned = (Answer.Planned) only(log, Limits.standard().withMaxPlanCost(0.1));
    assertThat(planned.plan().analyzed()).isFalse();
    assertThat(planned.note()).contains("--max-plan-cost");
  }

  @Test
  void stopsWhenTheTimeIsUp() {
    Workload log = logged().query(BY_STATE, "[\"done\", \"a\", 9]", 5.0).workload();
    Answer answer = only(log, Limits.standard().withMaxTime(Duration.ZERO));
    assertThat(((Answer.Unavailable) answer).reason()).contains("--max-evidence-time");
  }

  @Test
  void stopsWhenTheServerGetsBusy() throws SQLException {
    String url = SharedCluster.get().adminStandbyUrl();
    try (Connection other = DriverManager.getConnection(url);
        Replica replica = SharedCluster.replica()) {
      LoadWatch watch =
          new LoadWatch(Limits.standard().withMaxActive(0), () -> Pressure.of(replica));
      assertThat(watch.obstacleNow()).isEmpty();
      Thread worker = new Thread(() -> sleepOn(other));
      worker.start();
      try {
        String reason = "";
        for (int i = 0; i < 200 && reason.isEmpty(); i++) {
          LoadWatch.pause(20);
          reason = watch.obstacleNow();
        }
        assertThat(reason).contains("sessions at work");
      } finally {
        other.abort(Runnable::run);
      }
    }
  }

  @Test
  void stopsWhenReplicationFallsBehind() {
    List<Pressure> seen = new ArrayList<>(List.of(archive(1), archive(9), archive(12)));
    LoadWatch watch = new LoadWatch(Limits.standard(), () -> seen.remove(0), 0);
    assertThat(watch.obstacleNow()).isEmpty();
    assertThat(watch.obstacleNow()).contains("fell behind by 12 s");
    assertThat(watch.obstacle()).as("for good").isNotEmpty();
  }

  private static Pressure archive(double lagSeconds) {
    return new Pressure(lagSeconds, 0, Pressure.UNKNOWN, Pressure.UNKNOWN);
  }

  /** Its last commit is a minute old; what a vacuum wrote just now is replayed at once. */
  @Test
  void aQuietPrimaryIsNotFarAhead() {
    Lag lag = new Lag(new Pressure(0, 0, 100, 100), 0);
    assertThat(lag.seconds(new Pressure(60, 0, 300, 200), SECOND)).isZero();
    assertThat(lag.seconds(new Pressure(69, 0, 900, 400), 10 * SECOND)).isZero();
    assertThat(lag.seconds(new Pressure(0, 0, 900, 900), 20 * SECOND)).isZero();
    assertThat(lag.before()).isZero();
  }

  @Test
  void replayThatStandsStillFallsBehind() {
    Lag lag = new Lag(new Pressure(0, 0, 100, 100), 0);
    assertThat(lag.seconds(new Pressure(60, 0, 300, 200), SECOND)).isZero();
    assertThat(lag.seconds(new Pressure(72, 0, 900, 200), 13 * SECOND)).isEqualTo(12);
    assertThat(lag.before()).isZero();
  }

  @Test
  void aStandbyThatWasBehindIsAllowedToStayThere() {
    Lag lag = new Lag(new Pressure(30, 0, 900, 200), 0);
    assertThat(lag.seconds(new Pressure(30, 0, 950, 300), 15 * SECOND)).isEqualTo(15);
    assertThat(lag.before()).as("it takes half a minute, too").isEqualTo(30);
  }

  @Test
  void aDelayThatWasOnlyTheAgeOfACommitIsForgotten() {
    Lag lag = new Lag(new Pressure(3_600, 0, 900, 800), 0);
    assertThat(lag.seconds(new Pressure(3_601, 0, 950, 900), SECOND)).isZero();
    assertThat(lag.before()).isEqualTo(1);
  }

  private static void sleepOn(Connection connection) {
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_sleep(20)");
    } catch (SQLException e) {
      // Ended by the test.
    }
  }

  private static Answer only(Workload log, Limits limits) {
    return gather(log, limits).answers().values().iterator().next();
  }

  private static Evidence gather(Workload log, Limits limits) {
    try (Replica replica = SharedCluster.replica();
        EvidenceGatherer gatherer = new EvidenceGatherer(replica, List.of(), limits)) {
      return gatherer.gather(log, Logged.plansOf(log), (done, total) -> {});
    }
  }
}
