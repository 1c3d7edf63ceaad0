package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NPlusOneQueryTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("n-plus-one-query/good.log").seenBy(new NPlusOneQuery()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("n-plus-one-query/bad.log")
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .says("reviews is read once per book")
        .at("lib/library/shelves.ex:23")
        .proposes(Fix.Preload.class);
  }

  /** LoggerJSON.Ecto prints SQL alone: nothing says that the parameters are the same. */
  @Test
  void parametersThatTheLogLeavesOutAreNotTakenForEqual() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(
          """
          {"message":"SELECT r0.\\"id\\" FROM \\"reviews\\" AS r0 WHERE (r0.\\"book_id\\" = $1)",\
          "metadata":{"query":{"execution_time_us":700,"latency_us":900,"queue_time_us":10,\
          "decode_time_us":5,"repo":"Library.Repo"},"request_id":"FLib0001"},"severity":"info",\
          "time":"2026-11-20T10:37:10.%d18Z"}
          """
              .formatted(i));
    }
    Given given = Given.text(log.toString());
    given.seenBy(new DuplicateQuery()).staysSilent();
    given
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .notes("8 queries in 1 request: 8 in each, with parameters that the log does not print.");
  }

  /** Without call sites the pages tell loops apart: two pages, two loops. */
  @Test
  void loopsOfDifferentPagesAreNotOneLoop() {
    StringBuilder log = new StringBuilder();
    for (String page : new String[] {"books", "authors"}) {
      log.append("09:00:00.000 request_id=").append(page).append(" [info] GET /" + page + "\n");
      for (int i = 0; i < 8; i++) {
        log.append(
            """
            09:00:00.01%1$d request_id=%2$s [debug] QUERY OK source="reviews" db=0.7ms idle=1.0ms
            SELECT r0."id" FROM "reviews" AS r0 WHERE (r0."book_id" = $1) [%1$d]
            """
                .formatted(i, page));
      }
      log.append("09:00:00.099 request_id=").append(page).append(" [info] Sent 200 in 99ms\n");
    }
    Given.text(log.toString()).seenBy(new NPlusOneQuery()).finds(2);
  }

  /** Without call sites the same statement is also a batch, elsewhere: the loop is still one. */
  @Test
  void aBatchElsewhereDoesNotHideAPreloadInALoop() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(preload("loop", "[" + i + "]"));
    }
    for (int i = 0; i < 9; i++) {
      log.append(preload("page" + i, "[1, 2, 3]"));
    }
    Given.text(log.toString())
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .isVariant("preload-in-loop")
        .notes("8 queries in 1 request: 8 in each, with 8 different parameters.");
  }

  @Test
  void chunksOfKeysAreNoLoopOverRows() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(preload("chunks", i == 7 ? "[15]" : "[" + i + ", " + (i + 8) + "]"));
    }
    Given.text(log.toString())
        .seenBy(new NPlusOneQuery())
        .dismisses("each execution reads a list of keys at once");
  }

  private static String preload(String request, String keys) {
    return """
        09:00:00.010 request_id=%s [debug] QUERY OK source="reviews" db=%sms idle=1.0ms
        SELECT r0."id", r0."book_id" FROM "reviews" AS r0 WHERE (r0."book_id" = ANY($1)) [%s]
        """
        .formatted(request, keys.contains(",") ? "9.7" : "0.1", keys);
  }

  private static Fix fix(String sql, String... parameters) {
    StringBuilder log = new StringBuilder();
    for (String given : parameters) {
      log.append(asked("loop", sql, "[" + given + "]"));
    }
    NPlusOneQuery detector = new NPlusOneQuery();
    Suspicion only = detector.suspect(Given.ofText(log.toString())).findFirst().orElseThrow();
    return ((Verdict.Confirmed) detector.judge(only, Evidence.NONE)).fixes().get(0);
  }

  private static final String[] KEYS = {"1", "2", "3", "4", "5", "6"};

  /** Rows that are deleted softly stay unseen. */
  @Test
  void whatElseIsAskedOfARowIsKept() {
    String boat = "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE ";
    assertThat(fix(boat + "((b0.\"code\" = $1) AND (b0.\"gone_at\" IS NULL))", KEYS))
        .isEqualTo(
            new Fix.LookupByKeys(
                "", "", "boats", "", "code", "", List.of(), List.of("gone_at IS NULL")));
    assertThat(fix(boat + "(b0.\"papers\"->>'code' = $1)", KEYS))
        .isInstanceOfSatisfying(
            Fix.LookupByKeys.class, f -> assertThat(f.expression()).contains("papers", "'code'"));
  }

  private static final String LOCKED =
      "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1) FOR UPDATE";
  private static final String WRITTEN = "UPDATE \"boats\" SET \"fuel\" = $1 WHERE \"id\" = $2";

  private static Given locked(String sql, boolean together, String key) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == 0 || !together) {
        log.append(asked("fill", "begin", "[]"));
      }
      log.append(asked("fill", sql, "[" + key.formatted(i) + "]").replace(" idle=1.0ms", ""));
      log.append(
          asked("fill", WRITTEN, "[7, " + key.formatted(i) + "]").replace(" idle=1.0ms", ""));
      if (i == 7 || !together) {
        log.append(asked("fill", "commit", "[]"));
      }
    }
    return Given.text(log.toString());
  }

  /** A queue takes one after the other, and some lock no more at a time than they write. */
  @Test
  void rowsThatAreLockedToBeWrittenOneByOneAreNoLoop() {
    locked(LOCKED, false, "%d").seenBy(new NPlusOneQuery()).dismisses(LookAlike.LOCKED_EACH);
    locked(LOCKED + " SKIP LOCKED", true, "%d").seenBy(new NPlusOneQuery()).staysSilent();
    locked(LOCKED, true, "7").seenBy(new DuplicateQuery()).staysSilent();
  }

  /** A preload locks nothing; all at once, in one order, cannot wait for each other. */
  @Test
  void rowsThatOneTransactionLocksOneByOneAreALoop() {
    locked(LOCKED, true, "%d")
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .says("boats is locked once per row")
        .proposes(Fix.LockInOrder.class);
    // Several rows may be of one quay.
    locked(LOCKED.replace("b0.\"id\" =", "b0.\"quay_id\" ="), true, "%d")
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .proposesNothing();
  }

  /** A constant beside the key is an argument; what changes with it belongs to the key. */
  @Test
  void twoColumnsThatChangeInOneUnitAreOneKey() {
    String sql =
        "SELECT b0.\"bay\" FROM \"berths\" AS b0 WHERE ((b0.\"quay_id\" = $1) AND (b0.\"bay\" = $2))";
    assertThat(fix(sql, "1, 7", "2, 7", "3, 7", "4, 7", "5, 7")).isInstanceOf(Fix.Preload.class);
    assertThat(fix(sql, "1, 7", "2, 8", "3, 9", "4, 6", "5, 5"))
        .isInstanceOfSatisfying(
            Fix.LookupByKeys.class, f -> assertThat(f.more()).containsExactly("bay"));
  }

  /** The key of the row stands where the rows are chosen, not in the outermost query. */
  @Test
  void aLoopOverASubqueryOrACteIsALoop() {
    for (String sql :
        new String[] {
          "SELECT sum(s0.\"size\") FROM (SELECT sb0.\"size\" AS \"size\" FROM \"boats\" AS sb0"
              + " WHERE (sb0.\"quay_id\" = $1) ORDER BY sb0.\"size\" DESC LIMIT 3) AS s0",
          "WITH RECURSIVE \"tree\" AS ((SELECT sb0.\"id\" AS \"id\" FROM \"boats\" AS sb0 WHERE"
              + " (sb0.\"id\" = $1)) UNION ALL (SELECT sb0.\"id\" FROM \"boats\" AS sb0 INNER JOIN"
              + " \"tree\" AS st1 ON sb0.\"tug_id\" = st1.\"id\")) SELECT count(*) FROM \"tree\" AS t0"
        }) {
      StringBuilder log = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        log.append(asked("loop", sql, "[" + i + "]"));
      }
      Given.Seen seen = Given.text(log.toString()).seenBy(new NPlusOneQuery()).finds(1);
      // A recursive query cannot be asked from a lateral join: its steps know no outer row.
      if (sql.startsWith("WITH")) {
        seen.proposesNothing();
      } else {
        seen.proposes(Fix.LateralPerKey.class);
      }
    }
  }

  /** Preloads through another association: the second statement has a list for each row. */
  @Test
  void aBatchForEachRowIsNoBatch() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      log.append(
          asked(
              "loop",
              "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"quay_id\" = $1)",
              "[" + i + "]"));
      log.append(preload("loop", "[" + i + ", " + (i + 10) + "]"));
    }
    Given.text(log.toString()).seenBy(new NPlusOneQuery()).finds(2);
  }

  @Test
  void scriptsAndTestsMayLoop() {
    for (String file : new String[] {"priv/repo/seeds.exs", "test/support/factory.ex"}) {
      StringBuilder log = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        log.append(preload("loop", "[" + i + "]"))
            .append("\u001b[90m↳ Harbour.Boats.one/1, at: " + file + ":3\u001b[0m\n");
      }
      Given.text(log.toString()).seenBy(new NPlusOneQuery()).staysSilent();
    }
  }

  private static String asked(String request, String sql, String parameters) {
    return "09:00:00.010 request_id="
        + request
        + " [debug] QUERY OK source=\"boats\" db=0.7ms idle=1.0ms\n"
        + sql
        + " "
        + parameters
        + "\n";
  }

  /** Messages of a process, beside a request, in a log that names neither. */
  @Test
  void whatComesOneAtATimeIsNoLoop() {
    for (boolean clock : new boolean[] {true, false}) {
      StringBuilder log = new StringBuilder("09:00:00.000 [info] GET /slow\n");
      for (int i = 1; i < 9; i++) {
        log.append("09:00:0" + i / 4 + "." + i % 4 * 2 + "50 ")
            .append(
                asked(
                        "",
                        "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)",
                        "[" + i + "]")
                    .substring(13));
      }
      log.append("09:00:02.900 [info] Sent 200 in 2900ms\n");
      String text = log.toString().replace("request_id= ", "");
      Given.text(clock ? text : text.replaceAll("(?m)^09:00:\\S+ ", ""))
          .seenBy(new NPlusOneQuery())
          .staysSilent();
    }
  }

  /** A list of keys is given; what a subquery finds for one key is none. */
  @Test
  void aSubqueryIsNoListOfKeys() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      log.append(
          """
          09:00:00.%03d request_id=F1 [debug] QUERY OK source="loans" db=0.9ms idle=1.0ms
          SELECT min(l0."fee") FROM "loans" AS l0 WHERE (l0."book_id" IN (SELECT sb0."id" FROM "books" AS sb0 WHERE (sb0."branch_id" = $1))) [%d]
          ↳ anonymous fn/1 in Library.Desk.fees/1, at: lib/library/desk.ex:9
          """
              .formatted(i + 1, i));
    }
    Given.text(log.toString()).seenBy(new NPlusOneQuery()).finds(1);
  }

  /** Neither the months of a chart nor what is typed: those ask for spans and patterns. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$1 = ANY(b0.\"tags\") | 1",
        "b0.\"papers\" @> $1 | 1",
        "lower(b0.\"name\") = lower($1) | 1",
        "near(b0.\"place\", $1, 500) | 1",
        "b0.\"name\" ILIKE $1 | 0",
        "(b0.\"built\" >= $1) AND (b0.\"built\" < now()) | 0",
      })
  void aValuePerRowMayBeComparedInManyWays(String where, int findings) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(
          """
          09:00:00.01%d request_id=F1 [debug] QUERY OK source="boats" db=0.7ms idle=1.0ms
          SELECT b0."id" FROM "boats" AS b0 WHERE (%s) ["v%d"]
          ↳ anonymous fn/1 in Pier.Harbour.find/1, at: lib/harbour.ex:4
          """
              .formatted(i, where, i));
    }
    Given.Seen seen = Given.text(log.toString()).seenBy(new NPlusOneQuery());
    if (findings == 0) {
      seen.staysSilent();
    } else {
      seen.finds(1).proposesNothing();
    }
  }
}
