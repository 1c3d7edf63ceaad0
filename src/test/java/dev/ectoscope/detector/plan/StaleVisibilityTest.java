package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

final class StaleVisibilityTest extends PlanDetectorContract {

  StaleVisibilityTest() {
    super(new StaleVisibility(), "18/stale-visibility.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("stale-visibility.bad");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/stale-visibility.bad.txt");
    assertThat(confirmed.title())
        .isEqualTo("The index-only scan of visits looks up 80,000 rows in the table");
    assertThat(confirmed.fixes())
        .allMatch(f -> f instanceof Fix.TableUpkeep upkeep && upkeep.vacuum())
        .hasSize(1);
  }
}
