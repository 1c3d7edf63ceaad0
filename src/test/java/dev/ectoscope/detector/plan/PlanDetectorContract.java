package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

/**
 * What holds for each detector that reads a symptom from a measured plan. Its sample logs are good
 * and bad, its saved plans carry its name.
 */
abstract class PlanDetectorContract {

  final PlanDetector detector;
  private final String healthy;

  /**
   * @param healthy the saved plan of its healthy twin
   */
  PlanDetectorContract(PlanDetector detector, String healthy) {
    this.detector = detector;
    this.healthy = healthy;
  }

  @Test
  final void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  final void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan(healthy)))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  final void asksForAReplica() {
    assertThat(Given.verdict(detector, Given.log(detector, "bad"), Evidence.NONE))
        .isInstanceOf(Verdict.NotChecked.class);
  }

  /** The finding of a bad plan: measured, with something to gain. */
  final Verdict.Confirmed confirmed(String plan) {
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed) GivenPlan.verdict(detector, "bad", RealPlans.plan(plan));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    return confirmed;
  }
}
