package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.PlanReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FilterDiscardsMostTest extends PlanDetectorContract {

  FilterDiscardsMostTest() {
    super(new FilterDiscardsMost(), "18/filter-discards-most.good.json");
  }

  @Test
  void seesItWhereMostIsReadForLittle() {
    assertThat(GivenPlan.seen(detector))
        .contains("filter-discards-most.bad", "disabled")
        .doesNotContain("filter-discards-most.good", "tree", "cte", "parallel", "window", "or");
  }

  @Test
  void reports() {
    Verdict.Confirmed confirmed = confirmed("13/filter-discards-most.bad.txt");
    assertThat(confirmed.title()).isEqualTo("300,000 rows of orders are read to keep 0");
    assertThat(confirmed.fixes()).hasToString("[]");
  }

  /** The newest of a sensor: the order belongs to the index, or all of its rows are read. */
  @Test
  void theOrderOfAFewRowsBelongsToTheIndex() {
    String plan =
        """
        %sSort  (cost=9000.00..9000.10 rows=40 width=8) (actual time=40.100..40.100 rows=1 loops=1)
            Sort Key: r.taken_at DESC
              ->  Seq Scan on readings r  (cost=0.00..8999.00 rows=40 width=8) (actual time=0.020..40.000 rows=40 loops=1)
                    Filter: (sensor = 7)
                    Rows Removed by Filter: 90000
        Execution Time: 40.200 ms
        """;
    String limit =
        "Limit  (cost=9000.00..9000.01 rows=1 width=8) (actual time=40.100..40.100 rows=1 loops=1)\n"
            + plan.formatted("->  ").indent(2);
    assertThat(action(limit)).endsWith("readings (sensor, taken_at).");
    assertThat(action(plan.formatted(""))).endsWith("readings (sensor).");
  }

  private String action(String plan) {
    Catalog.Table readings =
        new Catalog.Table(
            "public",
            "readings",
            "table",
            90_040,
            9_000_000,
            1_100,
            List.of(
                new Catalog.Column("sensor", "integer", false, 4, -1, 0),
                new Catalog.Column("taken_at", "timestamp", false, 8, -1, 0)));
    Catalog catalog =
        new Catalog(List.of(readings), List.of(), List.of(), List.of(), List.of("public"));
    return detector
        .symptom(PlanCase.of(PlanReader.read(plan), catalog, "", ""))
        .map(Symptom::action)
        .orElse("");
  }
}
