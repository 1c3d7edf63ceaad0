package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log of MySQL, Tds or SQLite is read as workload; what only PostgreSQL has is not advised. */
class OtherDatabaseTest {

  private static final Advisor.Witness MUST_NOT_BE_ASKED =
      (workload, requests) -> {
        throw new AssertionError("there is no replica of this database to ask");
      };

  @TempDir Path folder;

  @Test
  void noReplicaIsAskedForAndTheReasonIsSaidOnce() throws IOException {
    Review review = review(mysql());
    assertThat(review.input().files().get(0).database()).isEqualTo("mysql");
    assertThat(review.notChecked())
        .extracting(Review.NotChecked::reason)
        .noneMatch(reason -> reason.contains("replica"))
        .filteredOn(reason -> reason.contains("not PostgreSQL (mysql)"))
        .hasSize(1);
  }

  @Test
  void detectorsOfIndexesAndPlansDoNotRaise() throws IOException {
    Review review = review(mysql());
    List<String> postgres =
        Detectors.ALL.stream()
            .filter(d -> !OtherDatabase.able(List.<Detector>of(d)).contains(d))
            .map(d -> d.info().id())
            .toList();
    assertThat(postgres).contains("missing-index", "sort-spill").doesNotContain("n-plus-one-query");
    assertThat(review.findings())
        .extracting(Finding::detector)
        .contains("n-plus-one-query")
        .doesNotContainAnyElementsOf(postgres);
    assertThat(review.dismissed())
        .extracting(Review.Dismissed::detector)
        .doesNotContainAnyElementsOf(postgres);
    assertThat(review.indexes().create()).isEmpty();
  }

  private Review review(String log) throws IOException {
    Path file = Files.writeString(folder.resolve("mysql.log"), log);
    return new Advisor(Detectors.ALL, MUST_NOT_BE_ASKED)
        .advise(
            new LogReading(new SqlReader(), Progress.SILENT).read(List.of(file.toString())),
            Instant.parse("2026-06-01T12:00:00Z"));
  }

  private static String mysql() {
    StringBuilder log = new StringBuilder();
    for (int request = 1; request <= 4; request++) {
      log.append("12:00:0%d.000 request_id=F%d [info] GET /boats\n".formatted(request, request));
      query(log, request, "boats", "SELECT b0.`id`, b0.`name` FROM `boats` AS b0 []", 1);
      for (int row = 1; row <= 12; row++) {
        String sql =
            "SELECT s0.`id`, s0.`boat_id` FROM `sails` AS s0 WHERE (s0.`boat_id` = ?) [%d]"
                .formatted(row);
        query(log, request, "sails", sql, 1 + row);
      }
      query(
          log,
          request,
          "sails",
          "SELECT s0.`id` FROM `sails` AS s0 WHERE (s0.`name` LIKE ?) [\"%jib\"]",
          20);
      log.append(
          "12:00:0%d.900 request_id=F%d [info] Sent 200 in 900ms\n".formatted(request, request));
    }
    return log.toString();
  }

  private static void query(StringBuilder log, int request, String source, String sql, int ms) {
    log.append(
        """
        12:00:0%d.%03d request_id=F%d [debug] QUERY OK source="%s" db=5.0ms queue=0.1ms idle=1.0ms
        %s
        ↳ Marina.Boats.list/0, at: lib/marina/boats.ex:%d
        """
            .formatted(request, 10 * ms, request, source, sql, source.equals("boats") ? 7 : 9));
  }
}
