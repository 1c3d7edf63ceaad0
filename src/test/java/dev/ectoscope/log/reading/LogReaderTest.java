package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Query;
import dev.ectoscope.log.LogEvent.UnitFinished;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.LogEvent.UnitStarted;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a log says, line by line. */
class LogReaderTest {

  private final List<LogEvent> events = new ArrayList<>();
  private InputFile file;

  private void read(String log) {
    read(log.getBytes(UTF_8), 64 << 20);
  }

  private void read(byte[] log, int longest) {
    try {
      file =
          new LogReader(events::add, Function.identity(), longest)
              .read("app.log", oneByteFirst(log), n -> {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Gives the bytes in awkward pieces. */
  private static InputStream oneByteFirst(byte[] log) {
    return new ByteArrayInputStream(log) {
      @Override
      public synchronized int read(byte[] into, int from, int count) {
        return super.read(into, from, Math.min(count, pos < 50 ? 7 : count));
      }
    };
  }

  private Query query() {
    assertThat(events).hasSize(1);
    return (Query) events.get(0);
  }

  @Test
  void aQueryHasTimesStatementParametersAndCallSite() {
    read(
        """
        [debug] QUERY OK source="posts" db=2.0ms decode=0.6ms queue=1.4ms idle=22.0ms
        SELECT p0."id" FROM "posts" AS p0 WHERE (p0."id" = $1) [8]
        \u001b[90m↳ Inkwell.Blog.show/1, at: lib/inkwell/blog.ex:27\u001b[0m
        """);

    Query query = query();
    assertThat(query.ok()).isTrue();
    assertThat(query.source()).isEqualTo("posts");
    assertThat(query.db()).isEqualTo(20);
    assertThat(query.decode()).isEqualTo(6);
    assertThat(query.queue()).isEqualTo(14);
    assertThat(query.idle()).isEqualTo(220);
    assertThat(query.statement().text())
        .isEqualTo("SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"id\" = $1)");
    assertThat(query.parameters().text()).isEqualTo("[8]");
    assertThat(query.callSite())
        .isEqualTo(new CallSite("Inkwell.Blog.show/1", "lib/inkwell/blog.ex", 27));
    assertThat(query.position()).isEqualTo(new Position("app.log", 1));
    assertThat(query.clock()).isEqualTo(LogEvent.ABSENT);
    assertThat(query.process()).isEqualTo(LogEvent.Process.UNKNOWN);
    assertThat(file.lines()).isEqualTo(3);
    assertThat(file.headers()).isEqualTo(1);
    assertThat(file.understood()).isEqualTo(1);
    assertThat(file.unread()).isEmpty();
    assertThat(file.format()).isEqualTo("console");
  }

  private static final long TIME = ((10 * 60 + 15) * 60 + 30) * 10_000L + 2360;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10:15:30.236 request_id=F1XK pid=<0.26.0> [debug] ",
        "10:15:30.236 pid=<0.26.0> request_id=F1XK [debug] ",
        "10:15:30.236 request_id=F1XK application=ecto_sql mfa=Ecto.Adapters.SQL.log/5 "
            + "pid=<0.26.0> [debug] ",
        "10:15:30.236 request_id=F1XK mfa=anonymous fn/1 in A.b/2 pid=<0.26.0> [debug] ",
        "\u001b[0m\u001b[36m10:15:30.236 request_id=F1XK pid=<0.26.0> [debug] ",
        "10:15:30.236 [debug] request_id=F1XK pid=<0.26.0> ",
        "1970-01-01 10:15:30.236 [debug] request_id=F1XK pid=<0.26.0> ",
        "1970-01-01T10:15:30.236Z node@host [debug] pid=<0.26.0> request_id=F1XK | ",
        "1970-01-01T10:15:30.236034Z level=debug pid=#PID<0.26.0> request_id=F1XK ",
      })
  void headersInManyFormats(String header) {
    read(header + "QUERY OK db=0.1ms idle=5.6ms\nbegin []\n");

    assertThat(query().clock()).isEqualTo(TIME);
    assertThat(query().process()).isEqualTo(new LogEvent.Process("F1XK", "<0.26.0>"));
    assertThat(query().statement().text()).isEqualTo("begin");
    assertThat(query().parameters()).isSameAs(Parameters.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[debug] ", "[info]  ", "request_id=F1 [debug] ", "\n10:15:30.236 [debug] "})
  void shortHeaders(String header) {
    read(header + "QUERY OK db=0.1ms\nSELECT 1 []\n");

    assertThat(query().statement().text()).isEqualTo("SELECT 1");
  }

  @Test
  void coloursAreNotPartOfTheText() {
    read(
        """
        \u001b[36m
        10:15:30.236 [debug] QUERY OK db=0.1ms
        SELECT 1 [1]\u001b[90m
        ↳ A.b/1, at: lib/a.ex#4
        \u001b[0m\u001b[22m
        10:15:30.288 [info] Sent 200 in 52ms
        """);

    Query query = (Query) events.get(0);
    assertThat(query.parameters().text()).isEqualTo("[1]");
    assertThat(query.callSite()).isEqualTo(new CallSite("A.b/1", "lib/a.ex", 4));
    assertThat(query.position().line()).isEqualTo(2);
    assertThat(events).hasSize(2);
  }

  @Test
  void aHeaderGluedToACallSiteIsFound() {
    read(
        """
        10:15:30.236 [debug] QUERY OK db=0.1ms
        SELECT 1 [1]
        \u001b[90m↳ A.b/1, at: lib/a.ex:4\u001b[0m10:15:30.240 [debug] QUERY OK db=0.2ms
        SELECT 2 [2]
        """);

    assertThat(events).extracting(e -> ((Query) e).statement().text()).hasSize(2);
    assertThat(((Query) events.get(0)).callSite().line()).isEqualTo(4);
    assertThat(events.get(1).position().line()).isEqualTo(3);
  }

  @Test
  void carriageReturnsAreNotPartOfTheText() {
    read("[debug] QUERY OK db=0.1ms\r\nSELECT a\r\nFROM b [1]\r\n↳ A.b/1, at: lib/a.ex:4\r\n");

    assertThat(query().statement().text()).isEqualTo("SELECT a\nFROM b");
    assertThat(query().callSite().line()).isEqualTo(4);
  }

  @Test
  void statementsOverManyLinesWithBracketsOfTheirOwn() {
    read(
        """
        [debug] QUERY OK db=0.1ms
        SELECT x[1]

        FROM y
          WHERE z = ANY (ARRAY [1, 2]) AND w = $1 ["a [\\"] b", [1, 2]]
        """);

    assertThat(query().statement().text())
        .isEqualTo("SELECT x[1]\n\nFROM y\n  WHERE z = ANY (ARRAY [1, 2]) AND w = $1");
    assertThat(query().parameters().text()).isEqualTo("[\"a [\\\"] b\", [1, 2]]");
  }

  @Test
  void aHeredocPutsParametersOnTheirOwnLine() {
    read("[debug] QUERY OK db=0.1ms\nSELECT a\nORDER BY 2 DESC\n [~N[2023-01-01 00:00:00]]\n");

    assertThat(query().statement().text()).isEqualTo("SELECT a\nORDER BY 2 DESC");
    assertThat(query().parameters().text()).isEqualTo("[~N[2023-01-01 00:00:00]]");
  }

  @Test
  void anErrorWithoutConnectionHasNoDbTime() {
    read("[debug] QUERY ERROR source=\"invoices\" queue=413.7ms\nSELECT 1 []\n");

    assertThat(query().ok()).isFalse();
    assertThat(query().db()).isEqualTo(LogEvent.ABSENT);
    assertThat(query().idle()).isEqualTo(LogEvent.ABSENT);
    assertThat(query().queue()).isEqualTo(4137);
  }

  @Test
  void wholeSecondsMayBeScientific() {
    read("[debug] QUERY OK db=1.0e5ms queue=1.23e4ms idle=1230.0ms\nSELECT 1 []\n");

    assertThat(query().db()).isEqualTo(1_000_000);
    assertThat(query().queue()).isEqualTo(123_000);
    assertThat(query().idle()).isEqualTo(12_300);
  }

  @Test
  void aHeaderInsideParametersIsAValue() {
    read("[debug] QUERY OK db=0.1ms\nSELECT $1 [\"\\n[debug] QUERY OK db=9.9ms\\nSELECT 2 []\"]\n");

    assertThat(query().db()).isEqualTo(1);
    assertThat(query().statement().text()).isEqualTo("SELECT $1");
    assertThat(file.headers()).isEqualTo(1);
  }

  @Test
  void aHeaderThatIsNoneIsReported() {
    read("[debug] QUERY OK is what the user typed db=12.0ms\n[info] x\n");

    assertThat(events).isEmpty();
    assertThat(file.understood()).isZero();
    assertThat(file.unread())
        .containsExactly(new InputFile.Unread(1, "QUERY header not understood"));
  }

  @Test
  void aMessageCutByTheEndOfTheFileIsReadAsFarAsItGoes() {
    read("[debug] QUERY OK db=0.1ms\nSELECT a FROM b WHER");

    assertThat(query().statement().text()).isEqualTo("SELECT a FROM b WHER");
    assertThat(query().truncated()).isFalse();
    assertThat(file.unread())
        .containsExactly(
            new InputFile.Unread(1, "the last message is cut off by the end of the file"));
  }

  @Test
  void aHeaderCutByTheEndOfTheFileIsReported() {
    read("[debug] QUERY OK sour");

    assertThat(events).isEmpty();
    assertThat(file.unread().get(0).reason()).contains("cut off by the end of the file");
  }

  @Test
  void loggerTruncatesLongMessages() {
    read("[debug] QUERY OK db=0.1ms\nSELECT a FROM b WHERE c = ANY($1) [[1, 2, 3 (truncated)\n");

    assertThat(query().truncated()).isTrue();
    assertThat(query().statement().text()).isEqualTo("SELECT a FROM b WHERE c = ANY($1)");
    assertThat(query().parameters().text()).isEqualTo("[[1, 2, 3");
    assertThat(file.unread()).isEmpty();
  }

  @Test
  void aMessageOverTheBoundIsCountedAndCut() {
    String giant = "[debug] QUERY OK db=0.1ms\nSELECT '" + "x".repeat(3_000_000) + "' []\n";
    read((giant + "[debug] QUERY OK db=0.2ms\nSELECT 2 []\n").getBytes(UTF_8), 1 << 20);

    assertThat(events).hasSize(2);
    Query first = (Query) events.get(0);
    assertThat(first.db()).isEqualTo(1);
    assertThat(first.truncated()).isTrue();
    assertThat(first.statement().text()).startsWith("SELECT 'xxx").hasSizeLessThan(70_000);
    assertThat(events.get(1).position().line()).isEqualTo(3);
    assertThat(file.headers()).isEqualTo(2);
    assertThat(file.unread()).hasSize(1);
    assertThat(file.unread().get(0).line()).isEqualTo(1);
  }

  @Test
  void aLongMessageUnderTheBoundIsRead() {
    String text = "SELECT '" + "x".repeat(3_000_000) + "'";
    read("[info] a\n[debug] QUERY OK db=0.1ms\n" + text + " [1]\n");

    assertThat(query().parameters().text()).isEqualTo("[1]");
    assertThat(query().statement().fingerprint()).isEqualTo(text);
    assertThat(query().statement().text()).startsWith("SELECT 'xxx").contains("more characters");
  }

  @Test
  void equalTextsAreSharedAndEqualParametersHaveEqualHashes() {
    read("[debug] QUERY OK db=0.1ms\nSELECT $1 [1]\n".repeat(2));

    Query first = (Query) events.get(0);
    Query second = (Query) events.get(1);
    assertThat(second.statement()).isSameAs(first.statement());
    assertThat(second.parameters()).isEqualTo(first.parameters());
  }

  @Test
  void bytesThatAreNotUtf8AreRead() {
    read("[debug] QUERY OK db=0.1ms\nSELECT $1 [\"caf\u00e9\"]\n".getBytes(ISO_8859_1), 1 << 20);

    assertThat(query().parameters().text()).startsWith("[\"caf");
  }

  @Test
  void afterMidnightTheClockGoesOn() {
    read("23:59:59.999 [info] GET /a\n00:00:00.001 [info] Sent 200 in 2ms\n");

    assertThat(events.get(1).clock() - events.get(0).clock()).isEqualTo(20);
  }

  @Test
  void requests() {
    read(
        """
        [info] GET /posts/8/comments?page=2
        [info] Sent 200 in 940µs
        [info] POST /u/16ee66c0-1111-2222-3333-444455556666
        [info] Sent 200 in 94ms
        """);

    assertThat(((UnitStarted) events.get(0)).name()).isEqualTo("GET /posts/:id/comments");
    assertThat(((UnitFinished) events.get(1)).duration()).isEqualTo(9);
    assertThat(((UnitStarted) events.get(2)).name()).isEqualTo("POST /u/:id");
    assertThat(((UnitFinished) events.get(3)).duration()).isEqualTo(940);
    assertThat(((UnitFinished) events.get(3)).kind()).isEqualTo(UnitKind.REQUEST);
  }

  @Test
  void liveViews() {
    read(
        """
        [debug] MOUNT InkwellWeb.DashboardLive
          Parameters: %{}
        [debug] HANDLE PARAMS in InkwellWeb.DashboardLive
        [debug] HANDLE EVENT "filter" in InkwellWeb.DashboardLive
        [debug] Replied in 3ms
        """);

    assertThat(events.subList(0, 3))
        .extracting(e -> ((UnitStarted) e).name())
        .containsExactly(
            "DashboardLive mount", "DashboardLive params", "DashboardLive event filter");
    assertThat(((UnitFinished) events.get(3)).duration()).isEqualTo(30);
  }

  @Test
  void jobs() {
    read(
        """
        [info] {"args":{"a":"\\"event\\":\\"job:stop"},"event":"job:start","source":"oban",\
        "worker":"A.B"}
        [info] {"args":{},"duration":4726,"event":"job:stop","source":"oban","worker":"A.B"}
        """);

    assertThat(((UnitStarted) events.get(0)).name()).isEqualTo("A.B");
    assertThat(((UnitStarted) events.get(0)).kind()).isEqualTo(UnitKind.JOB);
    assertThat(((UnitFinished) events.get(1)).duration()).isEqualTo(47);
  }

  private Failure failure(String report) {
    read(report);
    assertThat(events).hasSize(1);
    return (Failure) events.get(0);
  }

  @Test
  void requestsDroppedFromThePoolsQueue() {
    Failure failure =
        failure(
            """
            10:15:30.236 [error] Process #PID<0.440.0> raised an exception
            ** (DBConnection.ConnectionError) [Elixir.Inkwell.ReportingRepo] connection not \
            available and request was dropped from queue after 481ms. This means requests

              1. Ensuring your database is available

                (ecto_sql 3.14.0) lib/ecto/adapters/sql.ex:1121: Ecto.Adapters.SQL.raise/1
                (inkwell 0.1.0) lib/inkwell/repo.ex:2: Inkwell.ReportingRepo.all/1
                (inkwell 0.1.0) lib/inkwell_web/billing.ex:25: Inkwell.Billing.report/2
            """);

    assertThat(failure.kind()).isEqualTo(FailureKind.DROPPED_FROM_QUEUE);
    assertThat(failure.repo()).isEqualTo("Inkwell.ReportingRepo");
    assertThat(failure.milliseconds()).isEqualTo(481);
    assertThat(failure.callSite())
        .isEqualTo(new CallSite("Inkwell.Billing.report/2", "lib/inkwell_web/billing.ex", 25));
  }

  @Test
  void clientTimeouts() {
    Failure failure =
        failure(
            "[error] Postgrex.Protocol (#PID<0.1.0>) disconnected: "
                + "** (DBConnection.ConnectionError) client #PID<0.2.0> "
                + "timed out because it queued and checked out the connection"
                + " for longer than 300ms\n");

    assertThat(failure.kind()).isEqualTo(FailureKind.CLIENT_TIMEOUT);
    assertThat(failure.milliseconds()).isEqualTo(300);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "40P01 (deadlock_detected) deadlock detected=DEADLOCK",
        "57014 (query_canceled) canceling statement due to user request=CANCELLED",
        "23505 (unique_violation) duplicate key value=CONSTRAINT",
        "42P01 (undefined_table) relation does not exist=OTHER",
      })
  void errorsOfPostgresHaveACode(String printed) {
    String[] parts = printed.split("=");
    Failure failure = failure("[error] x\n** (Postgrex.Error) ERROR " + parts[0] + "\n\n  v: 1\n");

    assertThat(failure.kind()).isEqualTo(FailureKind.valueOf(parts[1]));
    assertThat(failure.code()).isEqualTo(parts[0].substring(0, 5));
    assertThat(failure.text()).isEqualTo("ERROR " + parts[0]);
  }

  @Test
  void aDocumentThatIsCutOffIsReadAsFarAsItGoes() {
    read(
        """
        [{"timestamp": "2026-11-20T10:20:22Z", "message": "[debug] QUERY OK db=2ms\\nSELECT 1 []"},
         {"timestamp": "2026-11-20T10:20:23Z", "mess""");

    assertThat(query().db()).isEqualTo(20);
    assertThat(file.headers()).isEqualTo(1);
    assertThat(file.unread()).hasSize(1);
    assertThat(file.lowerBounds().get(0)).contains("cut off or damaged after this record");
  }
}
