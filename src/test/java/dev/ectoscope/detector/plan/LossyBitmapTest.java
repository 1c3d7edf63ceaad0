package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import org.junit.jupiter.api.Test;

final class LossyBitmapTest {

  private final LossyBitmap detector = new LossyBitmap();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan("18/lossy-bitmap.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector)).containsExactlyInAnyOrder("lossy-bitmap.bad");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/lossy-bitmap.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title())
        .isEqualTo("59 % of the pages of orders are read whole: the bitmap outgrew its memory");
    assertThat(confirmed.fixes())
        .hasToString(
            "[LocalSetting[function=Shop.Orders.note_size/2, file=lib/shop/orders.ex, name=work_mem, value=8MB]]");
  }
}
