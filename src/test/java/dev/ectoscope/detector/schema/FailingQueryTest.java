package dev.ectoscope.detector.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailingQueryTest {

  private final FailingQuery detector = new FailingQuery();
  private final Workload bad = Given.log(detector, "bad");

  @Test
  void staysSilentOnSuccessAndOnQueriesDroppedFromTheQueue() {
    assertThat(detector.suspect(Given.log(detector, "good"))).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void leavesDeadlocksAndTimeoutsToTheirOwnDetectors() {
    List<Verdict> verdicts = Given.verdicts(detector, bad, Evidence.NONE);
    assertThat(verdicts)
        .extracting(v -> ((Verdict.Confirmed) v).title())
        .containsExactly("An insert on bookings failed 3 times");
  }

  @Test
  void aFailedInsertWithoutAReportBelongsIntoAChangeset() {
    Verdict.Confirmed insert =
        Given.verdicts(detector, bad, Evidence.NONE).stream()
            .map(Verdict.Confirmed.class::cast)
            .filter(v -> v.title().startsWith("An insert"))
            .findFirst()
            .orElseThrow();
    assertThat(insert.failures()).isEqualTo(3);
    assertThat(insert.fixes())
        .containsExactly(
            new Fix.ConstraintInChangeset(
                "Clinic.Bookings.book/2", "lib/clinic/bookings.ex", "bookings", List.of()));
  }
}
