package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks print no request id: they are joined to the request that waits for them. */
class ConcurrentTasksTest {

  /** One entry with its time, so that two requests can be printed in order of time. */
  private record Entry(int ms, String text) {
    static Entry of(int ms, String metadata, String message) {
      return new Entry(ms, "10:00:%02d.%03d ".formatted(ms / 1000, ms % 1000) + metadata + message);
    }
  }

  private static String query(String table, String condition, String site) {
    return "[debug] QUERY OK source=\"%1$s\" db=6.0ms idle=1.0ms\nSELECT a0.\"id\" FROM \"%1$s\" AS a0%2$s\n↳ %3$s, at: lib/app.ex:9\n"
        .formatted(table, condition, site);
  }

  /** A request that asks once in parallel tasks for each of its rows. */
  private static List<Entry> parallel(int start, int number, String function) {
    String id = "request_id=F" + number + " pid=<0." + number + ".0> ";
    List<Entry> log = new ArrayList<>();
    log.add(Entry.of(start, id, "[info] GET /feed/" + function + "\n"));
    log.add(Entry.of(start + 8, id, query("posts", " []", "App.Blog." + function + "/1")));
    for (int i = 0; i < 8; i++) {
      log.add(
          Entry.of(
              start + 17 + i / 4,
              "pid=<0." + (100 * number + i) + ".0> ",
              query(
                  "likes",
                  " WHERE (a0.\"post_id\" = $1) [" + (100 * number + i) + "]",
                  "anonymous fn/1 in App.Blog." + function + "/1")));
    }
    log.add(Entry.of(start + 25, id, "[info] Sent 200 in 25ms\n"));
    return log;
  }

  /** A request that preloads four associations: each in a task of its own. */
  private static List<Entry> preloads(int start, int number) {
    String id = "request_id=F" + number + " pid=<0." + number + ".0> ";
    List<Entry> log = new ArrayList<>();
    log.add(Entry.of(start, id, "[info] GET /page\n"));
    log.add(Entry.of(start + 8, id, query("posts", " []", "App.Blog.page/1")));
    for (int i = 0; i < 4; i++) {
      log.add(
          Entry.of(
              start + 17,
              "pid=<0." + (100 * number + i) + ".0> ",
              query("t" + i, " WHERE (a0.\"post_id\" = ANY($1)) [[1, 2, 3]]", "App.Blog.page/1")));
    }
    log.add(Entry.of(start + 25, id, "[info] Sent 200 in 25ms\n"));
    return log;
  }

  private static List<String> found(List<List<Entry>> requests) throws IOException {
    List<Entry> all = new ArrayList<>();
    requests.forEach(all::addAll);
    StringBuilder log = new StringBuilder();
    all.stream()
        .sorted(java.util.Comparator.comparingInt(Entry::ms))
        .forEach(e -> log.append(e.text()));
    return Reviews.of(log.toString()).findings().stream()
        .filter(f -> f.detector().startsWith("n-plus") || f.detector().startsWith("dup"))
        .map(ConcurrentTasksTest::said)
        .sorted()
        .toList();
  }

  private static String said(Finding finding) {
    return finding.detector() + finding.variant() + finding.occurrences() + " " + finding.units();
  }

  @Test
  void parallelTasksOfOneLoopAreOneLoop() throws IOException {
    assertThat(found(List.of(parallel(0, 1, "feed"))))
        .containsExactly("n-plus-one-queryparallel-tasks8 1");
  }

  /** However much two requests overlap, of one page or of two, the findings stay. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9, 16, 24, 500})
  void requestsThatOverlapDoNotBlend(int shift) throws IOException {
    assertThat(found(List.of(parallel(0, 1, "feed"), parallel(shift, 2, "digest"))))
        .isEqualTo(found(List.of(parallel(0, 1, "feed"), parallel(900, 2, "digest"))))
        .hasSize(2);
  }

  /** Of one page at once: nothing says whose a task is, but the loop is the same. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 9, 16, 500})
  void requestsOfOnePageAreTwoUnits(int shift) throws IOException {
    List<String> two = found(List.of(parallel(0, 1, "feed"), parallel(shift, 2, "feed")));
    assertThat(two).hasSize(1);
    assertThat(two.get(0)).endsWith("16 2");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 9})
  void preloadsOfManyRequestsAreNoLoop(int shift) throws IOException {
    List<List<Entry>> requests = new ArrayList<>();
    for (int number = 1; number <= 12; number++) {
      requests.add(preloads(number * shift, number));
    }
    Collections.shuffle(requests, new java.util.Random(3));
    assertThat(found(requests)).isEmpty();
  }
}
