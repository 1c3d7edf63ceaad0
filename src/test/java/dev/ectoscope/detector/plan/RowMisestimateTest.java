package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowMisestimateTest {

  private final RowMisestimate detector = new RowMisestimate();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentOnTheHealthyTwin() {
    assertThat(GivenPlan.verdict(detector, "bad", RealPlans.plan("18/row-misestimate.good.json")))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("row-misestimate.bad", "stale.bad", "nested-loop-blowup.bad");
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
            GivenPlan.verdict(detector, "bad", RealPlans.plan("13/row-misestimate.bad.txt"));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title()).isEqualTo("customers: 16 rows expected, 800 came");
    assertThat(confirmed.fixes())
        .hasToString("[ExtendedStatistics[schema=, table=customers, columns=[country, city]]]");
  }

  /** New pages are taken to be filled like the old ones, but nobody has counted their values. */
  @Test
  void aTableThatHasGrownIsAnalysedFirst() {
    Catalog.Table counted =
        new Catalog.Table("public", "customers", "table", 40_000, 900 * 8192L, 900, List.of());
    Catalog.Table grown =
        new Catalog.Table("public", "customers", "table", 40_000, 900 * 8192L, 3, List.of());
    assertThat(fixes(counted)).doesNotContain("TableUpkeep");
    assertThat(fixes(grown)).contains("TableUpkeep").contains("customers");
  }

  private String fixes(Catalog.Table table) {
    Catalog catalog =
        new Catalog(List.of(table), List.of(), List.of(), List.of(), List.of("public"));
    PlanCase plan = PlanCase.of(RealPlans.plan("13/row-misestimate.bad.txt"), catalog, "", "");
    return detector.symptom(plan).map(s -> s.fixes().toString()).orElse("");
  }
}
