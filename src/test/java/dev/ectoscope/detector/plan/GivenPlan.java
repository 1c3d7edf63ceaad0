package dev.ectoscope.detector.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.RealPlans;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Detectors on plans that PostgreSQL really printed. */
final class GivenPlan {

  private GivenPlan() {}

  /** What a detector sees in a saved plan: {@code 18/cte.txt}. */
  static Optional<Symptom> symptom(PlanDetector detector, String name) {
    return symptom(detector, RealPlans.plan(name));
  }

  static Optional<Symptom> symptom(PlanDetector detector, Plan plan) {
    return detector.symptom(PlanCase.of(plan, null, "", ""));
  }

  /**
   * Saved plans in which it sees something, without version and ending; its own bad plan must be
   * among them, the text and the JSON of every version.
   */
  static List<String> seen(PlanDetector detector) {
    List<String> seen =
        RealPlans.names().stream().filter(name -> symptom(detector, name).isPresent()).toList();
    List<String> plans = seen.stream().map(GivenPlan::bare).distinct().toList();
    String bad = detector.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "-$1") + ".bad";
    assertThat(seen)
        .containsAll(
            RealPlans.names().stream().filter(n -> bare(n).equalsIgnoreCase(bad)).toList());
    return plans;
  }

  private static String bare(String name) {
    return name.replaceAll("^\\d+/|\\.(txt|json)$", "");
  }

  /** The verdict on a sample log whose statement has the plans. */
  static Verdict verdict(Detector detector, String log, Plan... plans) {
    return verdict(detector, log, planned(plans));
  }

  static Verdict verdict(Detector detector, String log, Answer answer) {
    Map<EvidenceRequest, Answer> answers = new HashMap<>();
    detector
        .suspect(Given.log(detector, log))
        .flatMap(s -> s.needs().stream())
        .forEach(request -> answers.put(request, answer));
    return Given.verdict(
        detector, Given.log(detector, log), new Evidence(Catalog.empty(), answers, ""));
  }

  private static Answer planned(Plan... plans) {
    List<Answer.Execution> executions =
        List.of(plans).stream()
            .map(p -> new Answer.Execution(Answer.Values.TYPICAL, List.of(), Double.NaN, p, ""))
            .toList();
    return new Answer.Planned(plans[0], "", executions, null);
  }
}
