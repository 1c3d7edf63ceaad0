package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which queries are one unit of work. */
class UnitAssemblyTest {

  private static Workload read(String log) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    return builder.build(
        new LogReader(builder, Fingerprint::of)
            .read("log", new ByteArrayInputStream(bytes), n -> {}));
  }

  private static String query(int ms, String id, String table, String function) {
    return line(ms, id, "[debug] QUERY OK source=\"" + table + "\" db=1.0ms idle=1.0ms")
        + "SELECT a0.\"id\" FROM \""
        + table
        + "\" AS a0 WHERE (a0.\"k\" = $1) ["
        + ms
        + "]\n↳ "
        + function
        + ", at: lib/a.ex:3\n";
  }

  private static String line(int ms, String id, String text) {
    String request = id.isEmpty() ? "" : "request_id=" + id + " ";
    return String.format("10:00:%02d.%03d %s%s%n", ms / 1000, ms % 1000, request, text);
  }

  private static Bursts only(Workload workload) {
    assertThat(workload.repetitions()).hasSize(1);
    assertThat(workload.repetitions().get(0).bursts()).hasSize(1);
    return workload.repetitions().get(0).bursts().get(0);
  }

  @Test
  void aViewRenderedForAPageIsPartOfItsRequest() throws IOException {
    Workload workload =
        read(
            line(0, "F1", "[info] GET /feed")
                + line(1, "F1", "[debug] MOUNT AppWeb.FeedLive")
                + query(3, "F1", "posts", "App.Blog.feed/0")
                + line(4, "F1", "[debug] Replied in 3ms")
                + line(5, "F1", "[debug] HANDLE PARAMS in AppWeb.FeedLive")
                + query(7, "F1", "tags", "App.Blog.tags/0")
                + line(8, "F1", "[debug] Replied in 3ms")
                + line(9, "F1", "[info] Sent 200 in 9ms"));
    assertThat(workload.unitNames())
        .singleElement()
        .satisfies(
            unit -> {
              assertThat(unit.name()).isEqualTo(new UnitName(UnitKind.REQUEST, "GET /feed"));
              assertThat(unit.calls()).isEqualTo(2);
              assertThat(unit.duration().atMs(0)).isBetween(8.0, 10.0);
            });
  }

  @Test
  void tasksOfAFunctionAreTheRequestsThatRanIt() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "F1", "[info] GET /a")).append(line(0, "F2", "[info] GET /b"));
    log.append(query(2, "F1", "posts", "App.Blog.enrich/1"));
    log.append(query(2, "F2", "tags", "App.Tags.all/0"));
    for (int i = 0; i < 6; i++) {
      log.append(query(5, "", "likes", "anonymous fn/1 in App.Blog.enrich/1"));
    }
    log.append(line(9, "F2", "[info] Sent 200 in 9ms"));
    log.append(line(9, "F1", "[info] Sent 200 in 9ms"));
    Bursts tasks = only(read(log.toString()));
    assertThat(tasks.calls()).isEqualTo(6);
    assertThat(tasks.kind().mixed()).isFalse();
    assertThat(tasks.names()).isEqualTo(Map.of(new UnitName(UnitKind.REQUEST, "GET /a"), 1L));
  }

  @Test
  void aLoopBehindTheScenesIsOneUnit() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "F1", "[info] GET /a")).append(line(0, "F2", "[info] GET /b"));
    for (int i = 0; i < 6; i++) {
      log.append(query(4 + 2 * i, "", "jobs", "App.Job.run/1"));
      log.append(query(5 + 2 * i, "F1", "posts", "App.Blog.feed/" + i));
    }
    Bursts loop = only(read(log.toString()));
    assertThat(loop.calls()).isEqualTo(6);
    assertThat(loop.kind().mixed()).isFalse();
  }

  /** Each of many requests starts one: no loop, however long the log goes on without a pause. */
  @Test
  void queriesOfManyParentsAreNoLoop() throws IOException {
    StringBuilder log = new StringBuilder(line(0, "F0", "[info] GET /a"));
    for (int i = 1; i <= 100; i++) {
      log.append(line(40 * i, "F" + i, "[info] GET /a"));
      log.append(query(40 * i + 20, "", "visits", "App.Stats.count/1"));
      log.append(line(40 * i + 30, "F" + (i - 1), "[info] Sent 200 in 70ms"));
    }
    assertThat(read(log.toString()).repetitions()).isEmpty();
  }

  @Test
  void withoutAClockABurstMixesNoMoreThanRanMeanwhile() throws IOException {
    StringBuilder log = new StringBuilder("[info] GET /a\n");
    for (int i = 1; i <= 50; i++) {
      log.append("[info] GET /a\n[debug] QUERY OK source=\"v\" db=1.0ms idle=1.0ms\n")
          .append("SELECT v0.\"id\" FROM \"v\" AS v0 WHERE (v0.\"k\" = $1) [" + i + "]\n")
          .append("↳ App.Stats.count/1, at: lib/a.ex:3\n[info] Sent 200 in 3ms\n");
    }
    for (Repetition repetition : read(log.toString()).repetitions()) {
      assertThat(repetition.bursts()).allMatch(b -> b.kind().perUnit() <= 1);
    }
  }

  @Test
  void thePoolReportsATimeoutBeforeItsQuery() throws IOException {
    String other = "QUERY ERROR source=\"a\" db=2.0ms\nSELECT a0.\"x\" FROM \"a\" AS a0 []\n";
    Workload workload =
        read(
            line(0, "F1", "[info] GET /report")
                + line(
                    301,
                    "",
                    "[error] Postgrex.Protocol (#PID<0.1.0>) disconnected: **"
                        + " (DBConnection.ConnectionError) client #PID<0.9.0> timed out because it"
                        + " queued and checked out the connection for longer than 300ms")
                + line(302, "F2", "[debug] " + other).stripTrailing()
                + "\n"
                + line(303, "F1", "[debug] QUERY ERROR source=\"v\" db=302.5ms idle=1.0ms")
                + "SELECT count(*) FROM \"v\" AS v0 []\n");
    Map<String, FailedQueries> failed = new java.util.HashMap<>();
    workload.statements().forEach(s -> failed.put(s.source(), s.failures()));
    assertThat(failed.get("v").byKind()).isEqualTo(Map.of(FailureKind.CLIENT_TIMEOUT, 1L));
    assertThat(failed.get("a").byKind()).isEmpty();
  }

  /** A crash names its process: it explains no failure of another one that stands nearer. */
  @Test
  void aCrashExplainsTheQueriesOfItsOwnProcess() throws IOException {
    Workload workload =
        read(
            line(1, "F1", "pid=<0.7.0> [debug] QUERY ERROR source=\"a\" db=2.0ms idle=1.0ms")
                + "SELECT a0.\"nope\" FROM \"a\" AS a0 []\n"
                + line(2, "F2", "pid=<0.9.0> [debug] QUERY ERROR source=\"v\" db=2.0ms idle=1.0ms")
                + "SELECT count(*) FROM \"v\" AS v0 []\n"
                + line(
                    4,
                    "",
                    "[error] Process #PID<0.9.0> raised an exception\n"
                        + "** (Postgrex.Error) ERROR 57014 (query_canceled) canceling statement"));
    Map<String, FailedQueries> failed = new java.util.HashMap<>();
    workload.statements().forEach(s -> failed.put(s.source(), s.failures()));
    assertThat(failed.get("v").byKind()).isEqualTo(Map.of(FailureKind.CANCELLED, 1L));
    assertThat(failed.get("a").byKind()).isEmpty();
  }

  private static String loop(int from, int to, String id, String metadata) {
    StringBuilder log = new StringBuilder();
    for (int i = from; i < to; i += 2) {
      log.append(
          query(i, id, "users", "App.Chat.author/1").replace("[debug]", metadata + "[debug]"));
    }
    return log.toString();
  }

  private static Map<String, Long> callsByName(Workload workload) {
    Map<String, Long> calls = new java.util.TreeMap<>();
    workload
        .unitNames()
        .forEach(u -> calls.put(u.name().kind() + " " + u.name().name(), u.calls()));
    return calls;
  }

  /** A channel prints one line, at the end: its duration says where it began. */
  @Test
  void aMessageToAChannelIsOneUnit() throws IOException {
    String pid = "pid=<0.7.0> ";
    String handled =
        "[info] HANDLED new_msg INCOMING ON room:1 (AppWeb.RoomChannel) in 20ms\n  Parameters: %{}";
    Workload workload =
        read(
            query(10, "", "rooms", "App.Chat.room/1").replace("[debug]", pid + "[debug]")
                + loop(102, 120, "", pid)
                + line(121, "", pid + handled)
                + loop(202, 210, "", pid)
                + line(221, "", pid + handled));
    assertThat(callsByName(workload))
        .isEqualTo(Map.of("OTHER ", 1L, "CHANNEL RoomChannel new_msg", 13L));
    assertThat(workload.repetitions().get(0).bursts())
        .extracting(Bursts::most)
        .containsExactlyInAnyOrder(4L, 9L);
  }

  /** Phoenix 1.4 prints the beginning of a message alone: what each asks first is no loop. */
  @Test
  void aMessageToAnOldChannelEndsWhatWasBefore() throws IOException {
    String incoming =
        "[debug] INCOMING \"say\" on \"room:1\" to AppWeb.RoomChannel\n  Parameters: %{}";
    StringBuilder log = new StringBuilder();
    for (int ms = 0; ms < 100; ms += 10) {
      log.append(line(ms, "", incoming)).append(query(ms + 2, "", "rooms", "App.Chat.room/1"));
    }
    Workload workload = read(log.toString());
    assertThat(workload.repetitions()).isEmpty();
    assertThat(workload.totals().queries()).isEqualTo(10);
  }

  @Test
  void aJoinOfAnOldChannelIsOneUnit() throws IOException {
    for (String topic : List.of("\"room:17\"", "room:17")) {
      Workload workload =
          read(
              line(0, "", "[info] JOIN " + topic + " to AppWeb.RoomChannel\n  Transport: :x")
                  + query(2, "", "rooms", "App.Chat.room/1")
                  + line(5, "", "[info] Replied room:17 :ok")
                  + query(9, "", "rooms", "App.Chat.room/1"));
      assertThat(callsByName(workload)).isEqualTo(Map.of("CHANNEL room:* join", 1L, "OTHER ", 1L));
    }
  }

  /** Without a clock and without ids the times of its queries say how far it goes back. */
  @Test
  void aMessageToAChannelByOrderAlone() throws IOException {
    String log =
        loop(0, 12, "", "")
            + line(0, "", "[info] HANDLED sync INCOMING ON room:1 (AppWeb.RoomChannel) in 4ms");
    assertThat(callsByName(read(log.replaceAll("(?m)^10:\\S+ ", ""))))
        .isEqualTo(Map.of("CHANNEL RoomChannel sync", 5L, "OTHER ", 1L));
  }

  @Test
  void requestsAreNamedAfterTheirOperation() throws IOException {
    String document = "[debug] ABSINTHE schema=S variables=%{}\n---\nquery Feed {\n  a\n}\n---";
    Workload workload =
        read(
            line(0, "F1", "[info] POST /graphql")
                + line(1, "F1", document)
                + query(3, "F1", "posts", "App.Blog.feed/0")
                + line(5, "F1", "[info] Sent 200 in 5ms"));
    assertThat(callsByName(workload)).containsOnlyKeys("REQUEST POST /graphql: query Feed");
  }

  @Test
  void anOperationOverASocketIsNamedSo() throws IOException {
    String document = "[debug] ABSINTHE schema=S variables=%{}\n---\nquery Feed {\n  a\n}\n---";
    String doc =
        "[info] HANDLED doc INCOMING ON __absinthe__:control (Absinthe.Phoenix.Channel) in 9ms";
    Workload workload =
        read(
            line(1, "", "pid=<0.7.0> " + document)
                + loop(3, 8, "", "pid=<0.7.0> ")
                + line(9, "", "pid=<0.7.0> " + doc));
    assertThat(callsByName(workload)).containsOnlyKeys("CHANNEL query Feed");
  }

  private static String job(String event, int id) {
    return "[info] {\"event\":\"job:"
        + event
        + "\",\"source\":\"oban\",\"duration\":9000,\"id\":"
        + id
        + ",\"worker\":\"App.Sync\"}";
  }

  /** Two jobs of one worker at once: its number says which one ends, and whose a query is. */
  @Test
  void jobsAreToldApartByTheirNumber() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "", job("start", 1))).append(line(0, "", job("start", 2)));
    for (int i = 0; i < 6; i++) {
      log.append(loop(2 + i, 3 + i, "", "oban_job_id=1 "));
      log.append(loop(2 + i, 3 + i, "", "oban_job_id=2 "));
    }
    log.append(line(9, "", job("stop", 1))).append(line(9, "", job("stop", 2)));
    Bursts loops = only(read(log.toString()));
    assertThat(loops.count()).isEqualTo(2);
    assertThat(loops.most()).isEqualTo(6);
    assertThat(loops.kind().kind()).isEqualTo(UnitKind.JOB);
  }

  /** A server that answers one message after the other is no loop. */
  @Test
  void aProcessThatLivesOnBeginsAnewAfterAPause() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      log.append(loop(i * 1_000, i * 1_000 + 1, "", "pid=<0.7.0> registered_name=App.Cache "));
    }
    Workload workload = read(log.toString());
    assertThat(workload.repetitions()).isEmpty();
    assertThat(callsByName(workload)).isEqualTo(Map.of("OTHER App.Cache", 20L));
  }

  /** Two requests of one page at once: the one that has gone on waits for no tasks any more. */
  @Test
  void tasksAreTheRequestsThatMayWaitForThem() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "F1", "[info] GET /a")).append(line(0, "F2", "[info] GET /a"));
    log.append(query(2, "F1", "posts", "App.Blog.enrich/1"));
    log.append(query(4, "F1", "tags", "App.Blog.tags/0"));
    log.append(query(4, "F2", "posts", "App.Blog.enrich/1"));
    for (int i = 0; i < 6; i++) {
      log.append(query(7, "", "likes", "anonymous fn/1 in App.Blog.enrich/1"));
    }
    Bursts tasks = only(read(log.toString()));
    assertThat(tasks.kind().mixed()).isFalse();
    assertThat(tasks.example().key()).isEqualTo("request:F2");
  }

  private static String job(String event, int id, String worker) {
    return job(event, id).replace("App.Sync", worker);
  }

  /** Two jobs at once without any id: one of them is known to ask this, the other never did. */
  @Test
  void aQueryIsTheJobsThatIsKnownToAskIt() throws IOException {
    StringBuilder alone = new StringBuilder();
    alone.append(line(0, "", job("start", 1))).append(loop(1, 3, "", ""));
    alone.append(line(9, "", job("stop", 1))).append(line(10, "", job("start", 2, "App.Export")));
    alone.append(query(11, "", "orders", "App.Shop.page/1"));
    alone.append(line(12, "", job("stop", 2, "App.Export")));
    StringBuilder both = new StringBuilder();
    both.append(line(20, "", job("start", 3)));
    both.append(line(20, "", job("start", 4, "App.Export"))).append(loop(22, 32, "", ""));
    both.append(line(40, "", job("stop", 3))).append(line(40, "", job("stop", 4, "App.Export")));
    Bursts known = only(read(alone.toString() + both));
    assertThat(known.kind().mixed()).isFalse();
    assertThat(known.names()).isEqualTo(Map.of(new UnitName(UnitKind.JOB, "App.Sync"), 1L));
    assertThat(only(read(both.toString())).kind().mixed()).isTrue();
  }

  /** Broadway numbers the processes of a stage. */
  @Test
  void processorsThatDoTheSameShareAName() throws IOException {
    String name = "registered_name=App.Imports.Broadway.Processor_default_";
    assertThat(
            callsByName(
                read(
                    loop(0, 4, "", "pid=<0.7.0> " + name + "0 ")
                        + loop(4, 8, "", "pid=<0.8.0> " + name + "1 "))))
        .isEqualTo(Map.of("OTHER App.Imports.Broadway.Processor_default", 4L));
  }

  @Test
  void aRequestIdIsAWebRequestAlsoWithoutItsFirstLine() throws IOException {
    assertThat(read(query(1, "F1", "posts", "App.Blog.feed/0")).unitsByKind())
        .isEqualTo(Map.of(UnitKind.REQUEST, 1L));
  }

  /** A request that crashed prints no end: without ids it must not run for ever. */
  @Test
  void aRequestWithoutIdThatNeverEndsIsForgotten() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "", "[info] GET /crash"));
    log.append(query(1, "", "orders", "App.Shop.crash/0"));
    int requests = 400;
    for (int i = 1; i <= requests; i++) {
      log.append(line(10 * i, "", "[info] GET /feed"));
      log.append(query(10 * i + 2, "", "posts", "App.Blog.feed/0"));
      log.append(query(10 * i + 4, "", "posts", "App.Blog.feed/0"));
      log.append(line(10 * i + 5, "", "[info] Sent 200 in 5ms"));
    }
    Workload workload = read(log.toString());

    assertThat(workload.repetitions()).hasSize(1);
    assertThat(workload.repetitions().get(0).bursts())
        .extracting(Bursts::count)
        .anyMatch(pages -> pages > requests / 2);
  }

  /** A request that is slow does not take in what ticks beside it, with a clock or without. */
  @Test
  void aMessageIsNotPartOfTheRequestThatRunsBesideIt() throws IOException {
    StringBuilder log = new StringBuilder(line(0, "", "[info] GET /slow"));
    log.append(query(3, "", "posts", "AppWeb.PostController.slow/2"));
    for (int i = 1; i < 8; i++) {
      log.append(query(250 * i, "", "outbox", "App.Outbox.handle_info/2"));
      log.append(query(250 * i + 3, "", "nodes", "App.Nodes.handle_cast/2"));
    }
    log.append(line(2_600, "", "[info] Sent 200 in 2600ms"));
    assertThat(read(log.toString()).repetitions()).isEmpty();
    assertThat(read(log.toString().replaceAll("(?m)^10:00:\\S+ ", "")).repetitions()).isEmpty();
  }

  /** One message may still hold a loop. */
  @Test
  void aLoopInAMessageIsOneUnit() throws IOException {
    StringBuilder log = new StringBuilder(line(0, "", "[info] GET /slow"));
    for (int i = 1; i < 8; i++) {
      log.append(query(10 + 2 * i, "", "outbox", "App.Outbox.handle_info/2"));
    }
    log.append(line(2_600, "", "[info] Sent 200 in 2600ms"));
    assertThat(only(read(log.toString())).most()).isEqualTo(7);
    assertThat(only(read(log.toString().replaceAll("(?m)^10:00:\\S+ ", ""))).most()).isEqualTo(7);
  }

  /** The task of a preload prints the action that its request runs. */
  @Test
  void aTaskBelongsToTheRequestThatRunsTheAction() throws IOException {
    String log =
        line(0, "F1", "[info] GET /a")
            + line(1, "F1", "[debug] Processing with AppWeb.PostController.index/2")
            + line(1, "F2", "[info] GET /b")
            + line(1, "F2", "[debug] Processing with AppWeb.TagController.index/2")
            + query(3, "F2", "tags", "App.Tags.all/0")
            + query(4, "", "posts", "AppWeb.PostController.index/2")
            + query(5, "", "posts", "AppWeb.PostController.index/2")
            + line(9, "F1", "[info] Sent 200 in 9ms")
            + line(9, "F2", "[info] Sent 200 in 9ms");
    assertThat(only(read(log)).names().keySet())
        .containsExactly(new UnitName(UnitKind.REQUEST, "GET /a"));
  }

  /** Constants come from the source: three places that ask the same of three states. */
  @Test
  void statementsThatDifferInTheirConstantsAreNotRepeated() throws IOException {
    StringBuilder log = new StringBuilder();
    for (String state : new String[] {"draft", "sent", "paid"}) {
      log.append(
          line(1, "F1", "[debug] QUERY OK source=\"bills\" db=1.0ms idle=1.0ms")
              + "SELECT count(*) FROM \"bills\" AS b0 WHERE ((b0.\"k\" = $1) AND (b0.\"state\" = '"
              + state
              + "')) [7]\n");
    }
    assertThat(read(log.toString()).repetitions()).isEmpty();
    assertThat(only(read(log.toString().replaceAll("sent|paid", "draft"))).most()).isEqualTo(3);
  }

  /**
   * Where requests print an id, what prints none and ticks beside a slow one is none of its tasks.
   */
  @Test
  void whatTicksBesideARequestIsNoTaskOfIt() throws IOException {
    StringBuilder log = new StringBuilder(line(0, "F1", "[info] GET /slow"));
    for (int i = 1; i < 8; i++) {
      log.append(query(300 * i, "", "outbox", "App.Outbox.drain/0"));
    }
    log.append(line(2_600, "F1", "[info] Sent 200 in 2600ms"));
    assertThat(read(log.toString()).repetitions()).isEmpty();
  }

  @Test
  void tasksThatFollowEachOtherStayWithTheirRequest() throws IOException {
    StringBuilder log = new StringBuilder(line(0, "F1", "[info] GET /slow"));
    for (int i = 1; i < 8; i++) {
      log.append(query(30 * i, "", "prices", "App.Prices.one/1"));
    }
    log.append(line(2_600, "F1", "[info] Sent 200 in 2600ms"));
    assertThat(only(read(log.toString())).most()).isEqualTo(7);
  }

  /** Also when a job runs beside it that asks for other things. */
  @Test
  void aMessageToAChannelBesideAJob() throws IOException {
    StringBuilder log = new StringBuilder();
    log.append(line(0, "", job("start", 1)));
    for (int i = 1; i < 8; i++) {
      String handled = "[info] HANDLED say INCOMING ON room:1 (AppWeb.RoomChannel) in 3ms";
      log.append(query(100 * i, "", "places", "App.Sync.place/1"));
      log.append(query(100 * i + 50, "", "messages", "App.Chat.say/2"));
      log.append(line(100 * i + 51, "", handled));
    }
    assertThat(read(log.toString()).repetitions())
        .singleElement()
        .satisfies(r -> assertThat(r.statement().text()).contains("places"));
  }

  /** A client went away, and the end of its request was never printed. */
  @Test
  void aRequestThatNeverEndsDoesNotBlurTheOthers() throws IOException {
    StringBuilder log = new StringBuilder("[info] GET /lost\n");
    for (int i = 0; i < 12; i++) {
      log.append("[info] GET /boats\n");
      for (int j = 0; j < 6; j++) {
        log.append(query(7 * i + j, "", "boats", "App.Fleet.boat/1").substring(13));
      }
      log.append("[info] Sent 200 in 8ms\n");
    }
    Workload workload = read(log.toString());
    long exact =
        workload.repetitions().get(0).bursts().stream()
            .filter(b -> !b.kind().mixed() && b.most() == 6)
            .mapToLong(Bursts::count)
            .sum();
    assertThat(exact).isEqualTo(9);
  }

  /** The end of the page's request is lost; what its socket mounts is no part of it. */
  @Test
  void aViewOnASocketThatJustConnectedIsNoPartOfAPage() throws IOException {
    String page = "[info] GET /feed\n[debug] Processing with AppWeb.FeedLive.index/2\n";
    String mount = "[debug] MOUNT AppWeb.FeedLive\n";
    String connected = "[info] CONNECTED TO Phoenix.LiveView.Socket in 30µs\n";
    String asked = query(3, "", "posts", "App.Blog.feed/0").substring(13);
    assertThat(callsByName(read(page + mount + asked))).containsOnlyKeys("REQUEST GET /feed");
    assertThat(callsByName(read(page + connected + mount + asked)))
        .containsOnlyKeys("LIVE_VIEW FeedLive mount");
  }
}
