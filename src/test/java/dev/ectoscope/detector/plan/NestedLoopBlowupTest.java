package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import org.junit.jupiter.api.Test;

final class NestedLoopBlowupTest extends PlanDetectorContract {

  NestedLoopBlowupTest() {
    super(new NestedLoopBlowup(), "18/nested-loop-blowup.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("nested-loop-blowup.bad", "stale.bad");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/nested-loop-blowup.bad.txt");
    assertThat(confirmed.title()).isEqualTo("orders is looked up 2,400 times in a nested loop");
    assertThat(confirmed.fixes()).hasToString("[]");
  }
}
