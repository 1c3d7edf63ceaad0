package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import org.junit.jupiter.api.Test;

final class SortSpillTest extends PlanDetectorContract {

  SortSpillTest() {
    super(new SortSpill(), "18/sort-spill.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("sort-spill.bad", "hash-spill.bad", "cte");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/sort-spill.bad.txt");
    assertThat(confirmed.title()).isEqualTo("The sort of orders goes to disk: 31.9 MB");
    assertThat(confirmed.fixes())
        .hasToString(
            "[LocalSetting[function=Shop.Orders.export/0, file=lib/shop/orders.ex, name=work_mem, value=128MB]]");
  }
}
