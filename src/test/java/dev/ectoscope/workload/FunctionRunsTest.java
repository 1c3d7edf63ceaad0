package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Loops in logs of requests that run at the same time and say neither who they are nor when. */
class FunctionRunsTest {

  private static final int AT_ONCE = 8;
  private static final String FEED = "App.Blog.feed/1";
  private static final String EACH = "anonymous fn/1 in " + FEED;

  private final StringBuilder log = new StringBuilder("[info] GET /begin\n".repeat(AT_ONCE));
  private int asked;

  private void query(String table, String function) {
    log.append("[debug] QUERY OK source=\"" + table + "\" db=1.0ms idle=1.0ms\n")
        .append("SELECT t0.\"id\" FROM \"" + table + "\" AS t0 WHERE (t0.\"k\" = $1) ")
        .append("[" + asked++ + "]\n↳ " + function + ", at: lib/a.ex:" + function.length() + "\n");
  }

  /** One request ends and another begins; a third asks something. */
  private void others() {
    log.append("[info] Sent 200 in 9ms\n[info] GET /other\n");
    query("settings" + asked % 7, "App.Settings.value" + asked % 7 + "/1");
  }

  private List<Bursts> bursts(String table) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    byte[] bytes = log.toString().getBytes(StandardCharsets.UTF_8);
    Workload workload =
        builder.build(
            new LogReader(builder, Fingerprint::of)
                .read("log", new ByteArrayInputStream(bytes), n -> {}));
    assertThat(workload.totals().queries()).isEqualTo(asked);
    return workload.repetitions().stream()
        .filter(r -> r.statement().shape().rootTable().equals(table))
        .flatMap(r -> r.bursts().stream())
        .toList();
  }

  /** Once for each run, whatever the function itself seldom asks for. */
  @Test
  void whatIsSpreadEvenlyIsNoLoop() throws IOException {
    for (int i = 0; i < 200; i++) {
      if (i % 10 == 0) {
        query("admins", FEED);
      }
      query("posts", EACH);
      others();
    }
    assertThat(bursts("posts")).allMatch(b -> b.kind().perUnit() <= 1);
  }

  /** What stands in no loop is asked as often as the function runs. */
  @Test
  void asOftenAsTheFunctionIsNoLoop() throws IOException {
    for (int i = 0; i < 100; i++) {
      query("posts", FEED);
      others();
      query("comments", EACH);
      others();
    }
    assertThat(bursts("comments")).allMatch(b -> b.kind().perUnit() <= 1);
  }

  /** A transaction or a cache gives its function nothing. */
  @Test
  void aFunctionThatIsGivenNothingIsNoLoop() throws IOException {
    loops("anonymous fn/0 in " + FEED);
    assertThat(bursts("comments")).allMatch(b -> b.kind().perUnit() <= 1);
  }

  @Test
  void aLoopIsAsLongAsItsStatementIsAskedInEachRun() throws IOException {
    loops(EACH);
    assertThat(bursts("comments"))
        .singleElement()
        .satisfies(
            loop -> {
              assertThat(loop.kind().perUnit()).isEqualTo(6);
              assertThat(loop.calls()).isEqualTo(120);
              assertThat(loop.units()).isEqualTo(20);
            });
  }

  /** Each of 20 runs asks for the posts, then for the comments of six. */
  private void loops(String element) {
    for (int run = 0; run < 20; run++) {
      query("posts", FEED);
      for (int row = 0; row < 6; row++) {
        others();
        query("comments", element);
      }
      for (int pause = 0; pause < 20; pause++) {
        others();
      }
    }
  }
}
