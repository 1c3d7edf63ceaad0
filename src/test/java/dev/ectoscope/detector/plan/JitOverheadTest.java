package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import org.junit.jupiter.api.Test;

final class JitOverheadTest extends PlanDetectorContract {

  JitOverheadTest() {
    super(new JitOverhead(), "15/jit-overhead.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("jit-overhead.bad");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("15/jit-overhead.bad.txt");
    assertThat(confirmed.title())
        .isEqualTo("100 % of 89 ms goes into compiling the query on orders");
    assertThat(confirmed.fixes())
        .hasToString("[RepoConfig[repo=, settings={parameters=[jit: \"off\"]}]]");
  }
}
