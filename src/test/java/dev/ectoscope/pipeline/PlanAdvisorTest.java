package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.report.PlanReport;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.PlanReview;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class PlanAdvisorTest {

  @Test
  void whatAPlanDoesNotPrintIsNullInJson() {
    String plan =
        """
        Nested Loop (actual rows=0 loops=1)
          ->  Seq Scan on books (actual rows=0 loops=1)
          ->  Seq Scan on shelves (never executed)
        Planning Time: 0.1 ms
        Execution Time: 0.2 ms
        """;
    PlanReview review = PlanAdvisor.advise(plan, Instant.EPOCH);
    assertThat(review.plan().rows()).noneMatch(Finding.PlanRow::worst);
    assertThat(PlanReport.json(review))
        .contains("\"costOrMs\" : null", "\"rows\" : null", "neither times nor costs")
        .doesNotContain("NaN");
  }

  @Test
  void oneWorkerIsNotSeveral() {
    String plan =
        """
        Gather  (cost=0.00..9.00 rows=9 width=4) (actual time=0.01..0.02 rows=9 loops=1)
          Workers Planned: 1
          Workers Launched: 1
          ->  Parallel Seq Scan on books  (cost=0.00..9.00 rows=9 width=4) (actual time=0.01..0.02 rows=9 loops=2)
        Planning Time: 0.1 ms
        Execution Time: 0.2 ms
        """;
    assertThat(PlanAdvisor.advise(plan, Instant.EPOCH).plan().rows().get(0).detail())
        .isEqualTo("1 worker");
  }

  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void findsNothingInAHealthyPlan() {
    PlanReview review = advise("18/lossy-bitmap.good.txt");
    assertThat(review.findings()).isEmpty();
    assertThat(review.silent()).hasSize(7);
    assertThat(PlanReport.console(review, 80)).contains("Nothing found: 7 detectors");
  }

  @Test
  void readsEveryPlanToTheEnd() throws Exception {
    for (String name : RealPlans.names()) {
      PlanReview review = advise(name);
      assertThat(review.plan().rows()).as(name).hasSameSizeAs(RealPlans.plan(name).allNodes());
      assertThat(review.whereTimeGoes()).as(name).isNotEmpty();
      assertThat(PlanReport.console(review, 80)).as(name).contains("Where the ");
      assertThat(new ObjectMapper().readTree(PlanReport.json(review)).path("schema").asText())
          .isEqualTo(PlanReview.SCHEMA);
    }
  }

  @Test
  void saysWhereTheTimeGoesAndWhatMendsIt() {
    PlanReview review = advise("13/row-misestimate.bad.txt");
    assertThat(review.findings().get(0).detector()).isEqualTo("row-misestimate");
    assertThat(PlanReport.console(review, 80))
        .startsWith("Ran ")
        .contains("customers: 16 rows expected, 800 came  [row-misestimate]")
        .contains("CREATE STATISTICS customers_country_city_stats");
    assertThat(PlanReport.html(review))
        .contains("<h1>Ran ")
        .contains("CREATE STATISTICS customers_country_city_stats")
        .doesNotContain("<script");
  }

  @Test
  void saysWhatItCannotSee() {
    PlanReview review =
        PlanAdvisor.advise("Seq Scan on posts  (cost=0.00..1.00 rows=1 width=8)", NOON);
    assertThat(review.measured()).isFalse();
    assertThat(review.executionMs()).isNull();
    assertThat(review.notChecked().get(0).reason()).contains("EXPLAIN (ANALYZE, BUFFERS)");
    String two = RealPlans.text("18/tree.txt") + "\n" + RealPlans.text("18/tree.txt");
    assertThat(PlanAdvisor.advise(two, NOON).notChecked())
        .anyMatch(not -> not.what().equals("a second plan"));
  }

  @Test
  void showsForeignTextAsText() {
    String evil =
        "Seq Scan on \"<script>alert(1)</script>\u001B[2J\" x  (cost=0.00..1.00 rows=1 width=8)";
    PlanReview review = PlanAdvisor.advise(evil, NOON);
    assertThat(PlanReport.html(review)).doesNotContain("<script>").contains("&lt;script&gt;");
    assertThat(PlanReport.console(review, 80)).doesNotContain("\u001B");
  }

  @Test
  void refusesWithAReason() {
    assertThatThrownBy(() -> PlanAdvisor.advise("hello", NOON))
        .isInstanceOf(InputNotUnderstood.class)
        .hasMessageContaining("paste the whole output of EXPLAIN");
  }

  private static PlanReview advise(String name) {
    return PlanAdvisor.advise(RealPlans.text(name), NOON);
  }
}
