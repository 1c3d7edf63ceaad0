package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

final class StaleVisibilityTest {

  private final StaleVisibility detector = new StaleVisibility();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan("18/stale-visibility.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("stale-visibility.bad");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/stale-visibility.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title())
        .isEqualTo("The index-only scan of visits looks up 80,000 rows in the table");
    assertThat(confirmed.fixes())
        .allMatch(f -> f instanceof Fix.TableUpkeep upkeep && upkeep.vacuum())
        .hasSize(1);
  }
}
