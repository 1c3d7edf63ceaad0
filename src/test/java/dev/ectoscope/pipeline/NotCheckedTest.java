package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Review;
import dev.ectoscope.sql.SqlReader;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NotCheckedTest {

  @Test
  void oneReasonIsSaidOnceHoweverManyDetectorsItStops() {
    var workload =
        new LogReading(new SqlReader(), Progress.SILENT)
            .read(List.of("sample-logs/inkwell-prod.log.gz"));
    Review review =
        new Advisor(Detectors.ALL, Advisor.Witness.NONE)
            .advise(workload, Instant.parse("2026-06-01T12:00:00Z"));
    assertThat(review.notChecked()).extracting(Review.NotChecked::reason).doesNotHaveDuplicates();
    assertThat(review.notChecked())
        .filteredOn(n -> n.reason().startsWith("needs a replica"))
        .singleElement()
        .satisfies(n -> assertThat(n.what().split(", ")).contains("missing-index", "sort-spill"));
  }
}
