package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.LogReader;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

  @Test
  void aRequestIdIsAWebRequestAlsoWithoutItsFirstLine() throws IOException {
    assertThat(read(query(1, "F1", "posts", "App.Blog.feed/0")).unitsByKind())
        .isEqualTo(Map.of(UnitKind.REQUEST, 1L));
  }
}
