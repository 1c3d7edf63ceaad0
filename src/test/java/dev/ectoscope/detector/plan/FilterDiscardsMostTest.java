package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

final class FilterDiscardsMostTest {

  private final FilterDiscardsMost detector = new FilterDiscardsMost();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(
            GivenPlan.verdict(detector, "bad", RealPlans.plan("18/filter-discards-most.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItWhereMostIsReadForLittle() {
    assertThat(GivenPlan.seen(detector))
        .contains("filter-discards-most.bad", "disabled")
        .doesNotContain("filter-discards-most.good", "tree", "cte", "parallel", "window", "or");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/filter-discards-most.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title()).isEqualTo("300,000 rows of orders are read to keep 0");
    assertThat(confirmed.fixes()).hasToString("[]");
  }
}
