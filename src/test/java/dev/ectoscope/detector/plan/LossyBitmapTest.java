package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import org.junit.jupiter.api.Test;

final class LossyBitmapTest extends PlanDetectorContract {

  LossyBitmapTest() {
    super(new LossyBitmap(), "18/lossy-bitmap.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("lossy-bitmap.bad");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/lossy-bitmap.bad.txt");
    assertThat(confirmed.title())
        .isEqualTo("59 % of the pages of orders are read whole: the bitmap outgrew its memory");
    assertThat(confirmed.fixes())
        .hasToString(
            "[LocalSetting[function=Shop.Orders.note_size/2, file=lib/shop/orders.ex, name=work_mem, value=8MB]]");
  }
}
