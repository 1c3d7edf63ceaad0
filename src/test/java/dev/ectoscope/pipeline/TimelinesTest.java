package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding.Timeline;
import dev.ectoscope.review.Finding.Whole;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The picture of a loop draws its first queries; the numbers beside it are of all of them. */
class TimelinesTest {

  @Test
  void aShortLoopIsDrawnWhole() throws IOException {
    Timeline timeline = ofALoopOver(12);
    assertThat(timeline.spans()).hasSize(1 + 12);
    assertThat(timeline.whole()).isNull();
  }

  @Test
  void ofALongLoopTheFirstQueriesAreDrawnAndAllAreCounted() throws IOException {
    Timeline timeline = ofALoopOver(200);
    assertThat(timeline.spans()).hasSize(60);
    assertThat(timeline.whole()).isEqualTo(new Whole(201, 200, 240));
  }

  private static Timeline ofALoopOver(int rows) throws IOException {
    StringBuilder log = new StringBuilder("10:00:00.000 request_id=A [info] GET /docs\n");
    query(log, 0, "shelves", "SELECT s0.\"id\" FROM \"shelves\" AS s0 []");
    for (int row = 1; row <= rows; row++) {
      query(
          log,
          row,
          "docs",
          "SELECT d0.\"id\" FROM \"docs\" AS d0 WHERE (d0.\"shelf_id\" = $1) [" + row + "]");
    }
    return Reviews.of(log.toString()).findings().stream()
        .filter(finding -> finding.detector().equals("n-plus-one-query"))
        .findFirst()
        .orElseThrow()
        .timeline();
  }

  private static void query(StringBuilder log, int at, String source, String sql) {
    log.append(
        "10:00:%02d.%03d request_id=A [debug] QUERY OK source=\"%s\" db=1.2ms idle=1.0ms\n%s\n"
            .formatted(at * 4 / 1000, at * 4 % 1000, source, sql));
    log.append("↳ MyApp.Docs.list/0, at: lib/my_app/docs.ex:20\n");
  }
}
