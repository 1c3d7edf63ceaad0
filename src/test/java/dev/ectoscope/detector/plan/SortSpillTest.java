package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

final class SortSpillTest {

  private final SortSpill detector = new SortSpill();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan("18/sort-spill.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("sort-spill.bad", "hash-spill.bad", "cte");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/sort-spill.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title()).isEqualTo("The sort of orders goes to disk: 31.9 MB");
    assertThat(confirmed.fixes())
        .hasToString(
            "[LocalSetting[function=Shop.Orders.export/0, file=lib/shop/orders.ex, name=work_mem, value=128MB]]");
  }
}
