package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.RealPlans;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The first 20 jobs of a state in the order of their ids. With its own plan "failed" goes by the
 * index on state; the plan for any value walks along the ids, and failed jobs are the last ones.
 */
final class GenericPlanCliffTest {

  private static final Plan FAILED = RealPlans.plan("18/generic-plan-cliff.bad-rare.json");
  private static final Plan DONE = RealPlans.plan("18/generic-plan-cliff.bad-common.json");
  private static final Plan ANY = RealPlans.plan("18/generic-plan-cliff.bad-generic.json");
  private static final double LOGGED_MS =
      RealPlans.plan("18/generic-plan-cliff.bad-slow.json").executionMs();

  private final GenericPlanCliff detector = new GenericPlanCliff();

  @Test
  void staysSilentOnFastQueries() {
    assertThat(Given.suspicions(detector, Given.log(detector, "good"))).isEmpty();
  }

  @Test
  void staysSilentWhereTheGenericPlanIsTheirOwn() {
    Plan common = RealPlans.plan("18/generic-plan-cliff.good-common.json");
    Plan rare = RealPlans.plan("18/generic-plan-cliff.good-rare.json");
    Plan any = RealPlans.plan("18/generic-plan-cliff.good-generic.json");
    assertThat(verdict(any, execution(common, 300), execution(rare, 500)))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void staysSilentWhereTheServerKeepsCustomPlans() {
    // Made for "failed" only, no plan is dearer than the generic one: it is the one to be kept out.
    assertThat(verdict(FAILED, execution(DONE, 60))).isEqualTo(new Verdict.Clear());
  }

  @Test
  void staysSilentWhereTheAppIsAsFast() {
    assertThat(verdict(ANY, execution(DONE, 1), execution(FAILED, 1)))
        .isEqualTo(new Verdict.Clear());
    assertThat(verdict(ANY, execution(DONE, 1), execution(FAILED, Double.NaN)))
        .isEqualTo(new Verdict.Clear());
  }

  @Test
  void needsAGenericPlan() {
    assertThat(verdict(null, execution(FAILED, 60))).isInstanceOf(Verdict.NotChecked.class);
    assertThat(Given.verdict(detector, Given.log(detector, "bad"), Evidence.NONE))
        .isInstanceOf(Verdict.NotChecked.class);
  }

  @Test
  void seesItInTheLog() {
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed) verdict(ANY, execution(DONE, 1), execution(FAILED, LOGGED_MS));
    assertThat(confirmed.confidence()).isEqualTo(Confidence.MEASURED);
    assertThat(confirmed.savedMs()).isPositive();
    assertThat(confirmed.title())
        .isEqualTo("The query on jobs gets one plan for all values, the wrong one for rare values");
    assertThat(confirmed.notes().get(0).text())
        .isEqualTo("planned for its values the execution takes 0.1 ms; the log says 59 ms");
    assertThat(confirmed.fixes())
        .containsExactly(
            new Fix.LocalSetting(
                "Shop.Jobs.first/1", "lib/shop/jobs.ex", "plan_cache_mode", "force_custom_plan"),
            new Fix.RepoConfig("", Map.of("prepare", ":unnamed")));
  }

  private static Answer.Execution execution(Plan plan, double loggedMs) {
    return new Answer.Execution(Answer.Values.RARE, List.of("string"), loggedMs, plan, "");
  }

  private Verdict verdict(Plan generic, Answer.Execution... executions) {
    Answer answer = new Answer.Planned(executions[0].plan(), "", List.of(executions), generic);
    return GivenPlan.verdict(detector, "bad", answer);
  }
}
