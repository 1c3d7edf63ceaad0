package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.RealPlans;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RowMisestimateTest extends PlanDetectorContract {

  RowMisestimateTest() {
    super(new RowMisestimate(), "18/row-misestimate.good.json");
  }

  @Test
  void seesItInThesePlansOnly() {
    assertThat(GivenPlan.seen(detector))
        .containsExactlyInAnyOrder("row-misestimate.bad", "stale.bad", "nested-loop-blowup.bad");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/row-misestimate.bad.txt");
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
