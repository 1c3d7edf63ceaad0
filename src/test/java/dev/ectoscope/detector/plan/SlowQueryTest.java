package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.workload.Workload;
import org.junit.jupiter.api.Test;

class SlowQueryTest {

  private final SlowQuery detector = new SlowQuery();
  private final Workload bad = Given.log(detector, "bad");

  @Test
  void staysSilentOnFastQueries() {
    assertThat(detector.suspect(Given.log(detector, "good"))).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void reportsWithoutAPlan() {
    Verdict.Confirmed confirmed = (Verdict.Confirmed) Given.verdict(detector, bad, Evidence.NONE);
    assertThat(confirmed.title()).isEqualTo("A query on treatments takes 342 ms a call");
    assertThat(confirmed.confidence()).isEqualTo(Confidence.OBSERVED);
  }

  @Test
  void namesTheWorstNodeOfAPlan() {
    Answer plan = new Answer.Planned(Given.plan("Seq Scan", 900, 5, 40_000, 300), "");
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed)
            Given.verdict(detector, bad, Given.answers(detector, bad, Given.visits(1), plan, plan));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.notes().get(0).text())
        .isEqualTo(
            "Seq Scan on visits takes 300 ms of 300 ms (100 %): returns 5 rows, throws 40,000 away");
  }
}
