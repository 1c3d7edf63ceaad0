package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.postgres.Plan;
import dev.ectoscope.postgres.RealPlans;
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

  /** Saved plans, text and JSON of both versions, in which it sees something; without ending. */
  static List<String> seen(PlanDetector detector) {
    return RealPlans.names().stream()
        .filter(name -> symptom(detector, name).isPresent())
        .map(name -> name.replaceAll("^\\d+/|\\.(txt|json)$", ""))
        .distinct()
        .toList();
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
