package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What repeats in the field and is no loop over rows: each as a request prints it, as a process
 * with a pid does, and by order alone.
 */
class LookAlikesTest {

  private static final Set<String> LOOPS =
      Set.of(
          "n-plus-one-query",
          "n-plus-one-write",
          "unbatched-insert",
          "duplicate-query",
          "double-mount",
          "long-transaction");

  private static final String ROWS = "SELECT o0.\"id\", o0.\"total\" FROM \"orders\" AS o0 WHERE ";

  /** How the log tells whose a query is. */
  enum Printed {
    REQUEST("request_id=F%d ", true),
    PID("pid=<0.%d.0> ", true),
    ORDER("", true),
    BARE("", false);

    private final String metadata;
    private final boolean clocked;

    Printed(String metadata, boolean clocked) {
      this.metadata = metadata;
      this.clocked = clocked;
    }

    String line(long ms, int unit, String message) {
      String time = "%02d:%02d:%02d.%03d ".formatted(9, ms / 60_000, ms / 1_000 % 60, ms % 1_000);
      return (clocked ? time : "") + metadata.formatted(unit) + message + "\n";
    }
  }

  /** Writes a log as time goes by. */
  private static final class Log {
    private final Printed printed;
    private final StringBuilder text = new StringBuilder();
    private long ms;
    private int unit = 1;

    Log(Printed printed) {
      this.printed = printed;
    }

    Log wait(int pause) {
      ms += pause;
      return this;
    }

    Log next() {
      unit++;
      return this;
    }

    /** A request has lines of its own; a process, and what only order tells, has none. */
    Log begin() {
      boolean request = printed == Printed.REQUEST || printed == Printed.BARE;
      return request ? say("[info] GET /page/" + unit) : this;
    }

    Log end() {
      boolean request = printed == Printed.REQUEST || printed == Printed.BARE;
      return request ? say("[info] Sent 200 in 30ms") : wait(500);
    }

    Log say(String message) {
      text.append(printed.line(ms++, unit, message));
      return this;
    }

    Log query(String sql) {
      return header("OK", sql, "idle=3.1ms");
    }

    /** On a connection that is held. */
    Log held(String sql) {
      return header("OK", sql, "");
    }

    Log fails(String sql) {
      return header("ERROR", sql, "idle=3.1ms");
    }

    private Log header(String how, String sql, String idle) {
      ms++;
      return say("[debug] QUERY " + how + " source=\"orders\" db=0.6ms " + idle + "\n" + sql);
    }

    void isSilent() throws IOException {
      List<Finding> findings = Reviews.of(text.toString()).findings();
      assertThat(findings)
          .filteredOn(f -> LOOPS.contains(f.detector()))
          .extracting(f -> f.detector() + ": " + f.title() + " " + f.occurrences())
          .isEmpty();
    }

    /** The same in a loop, so that silence is known to be meant. */
    void isFound(String detector) throws IOException {
      assertThat(Reviews.of(text.toString()).findings())
          .extracting(Finding::detector)
          .contains(detector);
    }
  }

  private static Log log(Printed printed) {
    return new Log(printed);
  }

  @ParameterizedTest
  @EnumSource
  void pagesByOffset(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int page = 0; page < 12; page++) {
      log.query(
          ROWS + "(o0.\"paid\") ORDER BY o0.\"id\" LIMIT $1 OFFSET $2 [50, " + 50 * page + "]");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void pagesByKey(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int page = 0; page < 12; page++) {
      log.query(ROWS + "(o0.\"id\" > $1) ORDER BY o0.\"id\" LIMIT $2 [" + 50 * page + ", 50]");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void chunksOfKeys(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int chunk = 0; chunk < 12; chunk++) {
      log.query(ROWS + "(o0.\"id\" = ANY($1)) [[" + 2 * chunk + ", " + (2 * chunk + 1) + "]]");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void chunksOfRowsToWrite(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int chunk = 0; chunk < 12; chunk++) {
      log.query("INSERT INTO \"orders\" (\"total\") VALUES ($1),($2) [" + chunk + ", 7]");
      log.query("DELETE FROM \"orders\" AS o0 WHERE (o0.\"id\" = ANY($1)) [[1, " + chunk + "]]");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void fetchesOfAStream(Printed printed) throws IOException {
    Log log = log(printed).begin().query("begin []");
    for (int fetch = 0; fetch < 12; fetch++) {
      log.held(ROWS + "(o0.\"paid\" = $1) [true]");
    }
    log.held("commit []").end().isSilent();
  }

  /** One producer for each queue, every second, and faster while there is work. */
  @ParameterizedTest
  @EnumSource
  void producersOfOban(Printed printed) throws IOException {
    Log log = log(printed);
    String fetch =
        "WITH \"subset\" AS MATERIALIZED (SELECT so0.\"id\" AS \"id\" FROM \"oban_jobs\" AS so0"
            + " WHERE (so0.\"state\" = 'available') AND (so0.\"queue\" = $1) ORDER BY so0.\"id\""
            + " LIMIT $2 FOR UPDATE SKIP LOCKED) UPDATE \"oban_jobs\" AS o0 SET \"state\" = $3"
            + " FROM \"subset\" AS f1 WHERE (o0.\"id\" = f1.\"id\") RETURNING o0.\"id\" ";
    for (int i = 0; i < 12; i++) {
      log.query(fetch + "[\"default\", 10, \"executing\"]").wait(i < 6 ? 5 : 1_000);
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void jobsThatObanAcknowledges(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.query(
          "UPDATE \"oban_jobs\" AS o0 SET \"state\" = $1, \"completed_at\" = $2 WHERE (o0.\"id\" ="
              + " $3) [\"completed\", ~U[2026-01-01 00:00:0"
              + i % 10
              + "Z], "
              + i
              + "]");
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void leadersOfOban(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.query("DELETE FROM \"oban_peers\" AS o0 WHERE (o0.\"name\" = $1) [\"n" + i + "\"]");
      log.query(
          "INSERT INTO \"oban_peers\" AS o0 (\"name\",\"node\") VALUES ($1,$2) ON CONFLICT"
              + " (\"name\") DO UPDATE SET \"node\" = $3 [\"Oban\", \"n\", \"n\"]");
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void heartbeatsAndNotices(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int i = 0; i < 12; i++) {
      log.query("SELECT 1 []").query("LISTEN \"orders\" []");
      log.query("SELECT pg_notify($1, $2) [\"orders\", \"" + i + "\"]");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void aQueryThatIsTriedAgain(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int i = 0; i < 7; i++) {
      log.fails(ROWS + "(o0.\"id\" = $1) [7]");
    }
    log.query(ROWS + "(o0.\"id\" = $1) [7]").end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void aWaitForWhatSomebodyElseWrites(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int i = 0; i < 12; i++) {
      if (printed == Printed.BARE) {
        return; // without a clock nothing shows the pauses
      }
      log.query(ROWS + "(o0.\"id\" = $1) [7]").wait(50);
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void theTokenOfTheSessionInEachRequest(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.next().begin();
      log.query(
          "SELECT u1.\"id\" FROM \"users_tokens\" AS u0 INNER JOIN \"users\" AS u1 ON u1.\"id\" ="
              + " u0.\"user_id\" WHERE ((u0.\"token\" = $1) AND (u0.\"context\" = $2)) [<<"
              + i
              + ">>, \"session\"]");
      log.end();
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void theStepsOfAMulti(Printed printed) throws IOException {
    Log log = log(printed).begin().query("begin []");
    for (String table : List.of("orders", "lines", "stock", "events", "mails", "audits")) {
      log.held("INSERT INTO \"" + table + "\" (\"name\") VALUES ($1) RETURNING \"id\" [\"a\"]");
    }
    log.held("commit []").end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void aGuardBeforeEachWrite(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.next().begin();
      log.query("SELECT TRUE FROM \"orders\" AS o0 WHERE (o0.\"id\" = $1) LIMIT 1 [" + i + "]");
      log.query("INSERT INTO \"orders\" (\"total\") VALUES ($1) RETURNING \"id\" [" + i + "]");
      log.end();
    }
    log.isSilent();
  }

  /** A queue in a table: each row is claimed before it is written. */
  @ParameterizedTest
  @EnumSource
  void rowsClaimedOneByOne(Printed printed) throws IOException {
    Log log = log(printed).begin();
    for (int i = 0; i < 12; i++) {
      log.query("begin []");
      log.held(
          ROWS + "(o0.\"state\" = 'new') ORDER BY o0.\"id\" LIMIT 1 FOR UPDATE SKIP LOCKED []");
      log.held("UPDATE \"orders\" SET \"state\" = $1 WHERE \"id\" = $2 [\"done\", " + i + "]");
      log.held("commit []");
    }
    log.end().isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void migrations(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.query("SELECT s0.\"version\"::bigint FROM \"schema_migrations\" AS s0 []");
      log.query("begin []");
      log.held("LOCK TABLE \"schema_migrations\" IN SHARE UPDATE EXCLUSIVE MODE []");
      log.held("CREATE TABLE \"t" + i + "\" (\"id\" bigserial) []");
      log.held(
          "INSERT INTO \"schema_migrations\" (\"version\",\"inserted_at\") VALUES ($1,$2) ["
              + (2026_0101 + i)
              + ", ~N[2026-01-01 00:00:00]]");
      log.held("commit []");
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void savepointsOfTheSandbox(Printed printed) throws IOException {
    Log log = log(printed).begin().query("begin []");
    for (int i = 0; i < 12; i++) {
      log.held("SAVEPOINT Ecto []").held("ROLLBACK TO SAVEPOINT Ecto []");
    }
    log.held("rollback []").end().isSilent();
  }

  /** The pages of LiveDashboard about the database, looked at again and again. */
  @ParameterizedTest
  @EnumSource
  void questionsAboutTheDatabase(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 6; i++) {
      log.next().begin();
      log.query(
          "/* ECTO_PSQL_EXTRAS: Index hit rate */ SELECT 'index hit rate' AS name,"
              + " (sum(idx_blks_hit)) / nullif(sum(idx_blks_hit + idx_blks_read), 0) AS ratio FROM"
              + " pg_statio_user_indexes []");
      log.query("SELECT count(*) FROM pg_stat_activity WHERE datname = $1 [\"app\"]");
      log.end().wait(5_000);
    }
    log.isSilent();
  }

  /** Flop, Scrivener: how many there are, and a page of them. */
  @ParameterizedTest
  @EnumSource
  void aCountAndAPage(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.next().begin();
      log.query("SELECT count(o0.\"id\") FROM \"orders\" AS o0 WHERE (o0.\"paid\" = $1) [true]");
      log.query(ROWS + "(o0.\"paid\" = $1) LIMIT $2 OFFSET $3 [true, 20, " + 20 * i + "]");
      log.end();
    }
    log.isSilent();
  }

  /** One process fills a cache every ten seconds, or answers a message now and then. */
  @ParameterizedTest
  @EnumSource(names = {"PID", "ORDER"})
  void aCacheThatIsWarmed(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.query(ROWS + "(o0.\"paid\" = $1) [true]").query(ROWS + "(o0.\"id\" = $1) [" + i + "]");
      log.wait(10_000);
    }
    log.isSilent();
  }

  @ParameterizedTest
  @EnumSource
  void twinsInOneRequest(Printed printed) throws IOException {
    Log log = log(printed);
    for (int i = 0; i < 12; i++) {
      log.next().begin();
      log.query(ROWS + "(o0.\"id\" = $1) [" + i + "]").query(ROWS + "(o0.\"id\" = $1) [" + i + "]");
      log.end();
    }
    log.isSilent();
  }

  /** What the silence is worth: the same rows one by one are found however they are printed. */
  @ParameterizedTest
  @EnumSource
  void rowsOneByOneAreFound(Printed printed) throws IOException {
    Log reads = log(printed).begin();
    Log writes = log(printed).begin();
    Log inserts = log(printed).begin();
    for (int i = 0; i < 12; i++) {
      reads.query(ROWS + "(o0.\"id\" = $1) [" + i + "]");
      writes.query("UPDATE \"orders\" SET \"state\" = $1 WHERE \"id\" = $2 [\"done\", " + i + "]");
      inserts.query("INSERT INTO \"orders\" (\"total\") VALUES ($1) RETURNING \"id\" [" + i + "]");
    }
    reads.end().isFound("n-plus-one-query");
    writes.end().isFound("n-plus-one-write");
    inserts.end().isFound("unbatched-insert");
  }

  /** Jobs inserted one by one are the application's own doing. */
  @ParameterizedTest
  @EnumSource
  void jobsInsertedOneByOneAreFound(Printed printed) throws IOException {
    List<String> kinds = new ArrayList<>();
    Log log = log(printed).begin();
    for (int i = 0; i < 12; i++) {
      log.query(
          "INSERT INTO \"oban_jobs\" (\"args\") VALUES ($1) RETURNING \"id\" [%{id: " + i + "}]");
    }
    Reviews.of(log.end().text.toString()).findings().forEach(f -> kinds.add(f.detector()));
    assertThat(kinds).contains("unbatched-insert");
  }
}
