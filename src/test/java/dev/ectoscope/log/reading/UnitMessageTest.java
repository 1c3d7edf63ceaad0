package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitFinished;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.LogEvent.UnitNamed;
import dev.ectoscope.log.LogEvent.UnitStarted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lines of Phoenix, LiveView, Oban and Absinthe say of units of work. */
class UnitMessageTest {

  private static List<LogEvent> read(String log) {
    List<LogEvent> events = new ArrayList<>();
    try {
      new LogReader(events::add, Function.identity(), 64 << 20)
          .read("app.log", new ByteArrayInputStream(log.getBytes(UTF_8)), n -> {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return events;
  }

  private static LogEvent only(String log) {
    List<LogEvent> events = read(log);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static void ends(String line, UnitKind kind, String name, long tenths) {
    UnitFinished end = (UnitFinished) only("[info] " + line + "\n");
    assertThat(end.kind()).isEqualTo(kind);
    assertThat(end.name()).isEqualTo(name);
    assertThat(end.duration()).isEqualTo(tenths);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JOINED the team in Paris",
        "JOIN us to win",
        "INCOMING \"call\" on hold",
        "HANDLED with care",
        "CONNECTED",
        "REFUSED",
        "ABSINTHE is a drink",
        "Processing with care",
        "GET /posts with a comment",
        "HANDLE this in time",
        "{\"source\":\"oban\",\"event\":\"plugin:stop\",\"plugin\":\"Oban.Plugins.Pruner\"}",
        "{\"args\":{\"source\":\"oban\",\"event\":\"job:start\",\"worker\":\"A.B\"},\"event\":\"x\"}",
      })
  void whatOnlyLooksLikeAUnit(String line) {
    assertThat(read("[info] " + line + "\n"))
        .allSatisfy(e -> assertThat(e).isNotInstanceOf(UnitStarted.class))
        .noneMatch(e -> e instanceof UnitNamed n && n.within());
  }

  @Test
  void channelsAndSocketsSayAtTheEndWhatTheyDid() {
    ends(
        "HANDLED new_msg INCOMING ON room:17 (LibraryWeb.RoomChannel) in 3ms",
        UnitKind.CHANNEL,
        "RoomChannel new_msg",
        30);
    ends("JOINED room:lobby in 250µs", UnitKind.CHANNEL, "room:lobby join", 2);
    ends("JOINED user:8f1c in 2ms", UnitKind.CHANNEL, "user:* join", 20);
    ends("REFUSED JOIN room:secret in 4ms", UnitKind.CHANNEL, "room:secret join", 40);
    ends("CONNECTED TO LibraryWeb.UserSocket in 5ms", UnitKind.CHANNEL, "UserSocket connect", 50);
    ends(
        "REFUSED CONNECTION TO LibraryWeb.UserSocket in 5ms",
        UnitKind.CHANNEL,
        "UserSocket connect",
        50);
  }

  /** LoggerJSON.Plug. */
  @Test
  void aRequestInOneLine() {
    ends("GET /books/7 [Sent 200 in 15ms]", UnitKind.REQUEST, "GET /books/:id", 150);
  }

  @Test
  void viewsKeepTheirNamesWithinTheApplication() {
    List<LogEvent> events =
        read(
            """
            [debug] MOUNT LibraryWeb.BookLive.Index
              Parameters: %{}
              Session: %{}
            [debug] HANDLE EVENT "save" in LibraryWeb.BookLive.Index
              Component: LibraryWeb.BookLive.FormComponent
              Parameters: %{}
            """);
    assertThat(events)
        .extracting(e -> ((UnitStarted) e).name())
        .containsExactly(
            "BookLive.Index mount", "BookLive.Index event save in BookLive.FormComponent");
  }

  @Test
  void theControllerStandsForARouteThatIsLacking() {
    UnitNamed named =
        (UnitNamed)
            only(
                """
                [debug] Processing with LibraryWeb.BookController.index/2
                  Parameters: %{}
                  Pipelines: [:browser]
                """);
    assertThat(named.name()).isEqualTo("BookController.index");
    assertThat(named.within()).isFalse();
  }

  private static String operation(String document) {
    UnitNamed named =
        (UnitNamed)
            only(
                "[debug] ABSINTHE schema=LibraryWeb.Schema variables=%{\"id\" => \"9\"}\n---\n"
                    + document
                    + "\n---\n");
    assertThat(named.within()).isTrue();
    return named.name();
  }

  @Test
  void operationsOfGraphql() {
    assertThat(operation("query Shelf($id: ID!) {\n  shelf(id: $id) {\n    name\n  }\n}"))
        .isEqualTo("query Shelf");
    assertThat(operation("mutation {\n  lend(id: 1) { id }\n}")).isEqualTo("mutation lend");
    assertThat(operation("{ all: books { title } }")).isEqualTo("query books");
    assertThat(operation("fragment F on Book { id }\nquery Two { books { ...F } }"))
        .isEqualTo("query Two");
    assertThat(operation("[COMPILED#<Shelf>]")).isEqualTo("Shelf");
    assertThat(read("[debug] ABSINTHE schema=S variables=%{}\n---\n[EMPTY]\n---\n")).isEmpty();
  }

  /** The arguments of a job may look like the record around them, and keys come in any order. */
  @Test
  void jobsByTheirNumber() {
    List<LogEvent> events =
        read(
            """
            [info] {"worker":"A.B","args":{"id":1,"worker":"x"},"id":42,"source":"oban",\
            "event":"job:start","meta":{"id":2}}
            [info] {"event":"job:exception","source":"oban","duration":4726,"id":42,"worker":"A.B",\
            "args":{"id":1}}
            """);
    UnitStarted start = (UnitStarted) events.get(0);
    UnitFinished end = (UnitFinished) events.get(1);
    assertThat(start.name()).isEqualTo("A.B");
    assertThat(start.job()).isEqualTo("42");
    assertThat(end.job()).isEqualTo("42");
    assertThat(end.duration()).isEqualTo(47);
  }

  private static LogEvent.Process process(String metadata) {
    return only("10:00:00.000 " + metadata + " [info] GET /books\n").process();
  }

  @Test
  void idsOfLoggersMetadata() {
    assertThat(process("request_id=F1 trace_id=ab").requestId()).isEqualTo("F1");
    assertThat(process("oban_job_id=7 request_id=F1").requestId()).isEqualTo("job:7");
    assertThat(process("trace_id=ab mfa=A.b/1").requestId()).isEqualTo("trace:ab");
    assertThat(process("pid=<0.1.0> trace_id=ab").requestId()).isEmpty();
    assertThat(process("registered_name=Library.Poller").pid()).isEqualTo("Library.Poller");
    assertThat(process("pid=<0.1.0> registered_name=Library.Poller"))
        .isEqualTo(new LogEvent.Process("", "<0.1.0>", "", "Library.Poller"));
  }

  /** Entries of one process begin alike. */
  @Test
  void idsAreTheSameOnEveryLine() {
    String line = "10:00:00.000 oban_job_id=7 registered_name=A.B [info] GET /books\n";
    assertThat(read(line.repeat(3)))
        .extracting(LogEvent::process)
        .containsOnly(new LogEvent.Process("job:7", "A.B", "", "A.B"));
  }

  @Test
  void idsOfJsonMetadata() {
    String record =
        "{\"message\":\"GET /books\",\"metadata\":{%s},\"severity\":\"info\","
            + "\"time\":\"2026-11-20T10:16:52.128Z\"}\n";
    assertThat(only(record.formatted("\"oban_job_id\":7,\"request_id\":\"F1\"")).process())
        .isEqualTo(new LogEvent.Process("job:7", ""));
    assertThat(only(record.formatted("\"request_id\":\"F1\",\"trace_id\":\"ab\"")).process())
        .isEqualTo(new LogEvent.Process("F1", ""));
    assertThat(only(record.formatted("\"registered_name\":\"Library.Poller\"")).process())
        .isEqualTo(new LogEvent.Process("", "Library.Poller", "", "Library.Poller"));
  }

  /** Logster, versions 1 and 0.4, with the metadata of a request before it; LoggerJSON.Phoenix. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=sent method=GET path=/boats/7 format=html controller=H.BoatController action=show"
            + " params={\"id\":\"7\"} status=200 duration=12.402",
        "method=GET path=/boats/7 format=html controller=H.BoatController action=show"
            + " params={\"a\":\"method=x\"} status=200 duration=12.402 state=set",
        "request_id=F1a2b3c4d5e6f7a8b9c0 state=chunked method=GET path=/boats/7 params={} status=200"
            + " duration=12.402",
        "GET /boats/7 returns 200 in 12ms"
      })
  void endsOfRequestsInOneLine(String line) {
    UnitFinished end = (UnitFinished) only("[info] " + line + "\n");

    assertThat(end.kind()).isEqualTo(UnitKind.REQUEST);
    assertThat(end.name()).isEqualTo("GET /boats/:id");
    assertThat(end.duration()).isBetween(120L, 124L);
    assertThat(end.process().requestId())
        .isEqualTo(line.startsWith("req") ? "F1a2b3c4d5e6f7a8b9c0" : "");
  }

  @Test
  void jobsOfExq() {
    UnitStarted start = (UnitStarted) only("[info] Elixir.H.Tide[0c1d-22] start\n");
    assertThat(start.name()).isEqualTo("H.Tide");
    assertThat(start.job()).isEqualTo("0c1d-22");
    assertThat(start.kind()).isEqualTo(UnitKind.JOB);
    ends("Elixir.H.Tide[0c1d-22] done: 45ms sec", UnitKind.JOB, "H.Tide", 450);
    ends("Elixir.H.Tide[0c1d-22] fail: 900µs sec", UnitKind.JOB, "H.Tide", 9);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state=sent to the printer",
        "method=GET",
        "Elixir is fun [info] start",
        "GET /x returns"
      })
  void whatOnlyLooksLikeThemSaysNothing(String line) {
    assertThat(read("[info] " + line + "\n")).isEmpty();
  }
}
