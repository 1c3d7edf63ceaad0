package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PlanReaderTest {

  private static final String ANALYZED =
      """
      [{"Plan": {"Node Type": "Sort", "Startup Cost": 10.5, "Total Cost": 20.25, "Plan Rows": 5,
        "Plan Width": 8, "Actual Startup Time": 1.0, "Actual Total Time": 3.0,
        "Actual Rows": 5.00, "Actual Loops": 1, "Sort Key": ["p0.id"], "Sort Method": "quicksort",
        "Shared Hit Blocks": 7, "Shared Read Blocks": 2, "Index Searches": 1, "Disabled": false,
        "Plans": [{"Node Type": "Seq Scan", "Parent Relationship": "Outer",
          "Relation Name": "posts", "Alias": "p0", "Startup Cost": 0.0, "Total Cost": 9.0,
          "Plan Rows": 5, "Plan Width": 8, "Actual Total Time": 1.0, "Actual Rows": 2.50,
          "Actual Loops": 2, "Filter": "(status = 'draft'::text)", "Rows Removed by Filter": 90}]},
        "Planning Time": 0.1, "Triggers": [], "Execution Time": 3.5}]
      """;

  @Test
  void readsMeasuredPlansOfVersion18() {
    Plan plan = PlanReader.read(ANALYZED);
    assertThat(plan.analyzed()).isTrue();
    assertThat(plan.executionMs()).isEqualTo(3.5);
    assertThat(plan.totalCost()).isEqualTo(20.25);
    assertThat(plan.sharedBlocks()).isEqualTo(9);
    assertThat(plan.allNodes()).hasSize(2);
    assertThat(plan.root().exclusiveMs()).isEqualTo(1.0);
    assertThat(plan.root().sortMethod()).isEqualTo("quicksort");
    assertThat(plan.root().sortKeys()).containsExactly("p0.id");
    PlanNode scan = plan.seqScans().get(0);
    assertThat(scan.relation()).isEqualTo("posts");
    assertThat(scan.alias()).isEqualTo("p0");
    assertThat(scan.rowsRemovedByFilter()).isEqualTo(90);
    assertThat(scan.inclusiveMs()).isEqualTo(2.0);
    assertThat(scan.sharedHitBlocks()).isEqualTo(-1);
  }

  @Test
  void readsPlainPlans() {
    Plan plan = PlanReader.read("{\"Plan\": {\"Node Type\": \"Result\", \"Total Cost\": 0.01}}");
    assertThat(plan.analyzed()).isFalse();
    assertThat(plan.executionMs()).isNaN();
    assertThat(plan.root().actualRows()).isNaN();
    assertThat(plan.root().exclusiveMs()).isNaN();
    assertThat(plan.sharedBlocks()).isEqualTo(-1);
    assertThat(plan.root().relation()).isEmpty();
  }

  @Test
  void refusesWhatIsNoPlan() {
    for (String text : new String[] {"", "[]", "{}", "Seq Scan", "[{\"Plan\": 1}]"}) {
      assertThatThrownBy(() -> PlanReader.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
