package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

final class JitOverheadTest {

  private final JitOverhead detector = new JitOverhead();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan("15/jit-overhead.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("jit-overhead.bad");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("15/jit-overhead.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title())
        .isEqualTo("100 % of 89 ms goes into compiling the query on orders");
    assertThat(confirmed.fixes())
        .hasToString("[RepoConfig[repo=, settings={parameters=[jit: \"off\"]}]]");
  }
}
