package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

final class NestedLoopBlowupTest {

  private final NestedLoopBlowup detector = new NestedLoopBlowup();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(
            GivenPlan.verdict(detector, "bad", RealPlans.plan("18/nested-loop-blowup.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("nested-loop-blowup.bad", "stale.bad");
  }

  @Test
  void asksForAReplica() {
    assertThat(Given.verdict(detector, Given.log(detector, "bad"), Evidence.NONE))
        .isInstanceOf(Verdict.NotChecked.class);
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed)
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/nested-loop-blowup.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title()).isEqualTo("orders is looked up 2,400 times in a nested loop");
    assertThat(confirmed.fixes()).hasToString("[]");
  }
}
