package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges a statement by the plans of all its executions. */
final class PlanVerdict {

  /** An execution that shows the symptom. */
  private record Sick(Answer.Execution execution, Symptom symptom, double share) {}

  private PlanVerdict() {}

  static Verdict of(PlanDetector detector, Suspicion suspicion, Evidence evidence) {
    Answer answer = evidence.answer(new MeasuredPlan(suspicion.statement().fingerprint()));
    if (!(answer instanceof Answer.Planned planned)) {
      return new Verdict.NotChecked(reason(answer));
    }
    List<Answer.Execution> measured =
        planned.executions().stream().filter(e -> e.plan().analyzed()).toList();
    if (measured.isEmpty()) {
      return new Verdict.NotChecked("the statement was not run: " + planned.note());
    }
    List<Sick> sick = new ArrayList<>();
    for (Answer.Execution execution : measured) {
      sick(detector, execution, suspicion, evidence).ifPresent(sick::add);
    }
    return sick.stream()
        .max(Comparator.comparingDouble(s -> s.symptom().lostMs()))
        .map(worst -> confirmed(worst, sick, measured.size(), suspicion))
        .orElse(new Verdict.Clear());
  }

  static String reason(Answer answer) {
    return answer instanceof Answer.Unavailable none ? none.reason() : "no plan";
  }

  private static Optional<Sick> sick(
      PlanDetector detector, Answer.Execution execution, Suspicion suspicion, Evidence evidence) {
    PlanCase one =
        PlanCase.of(execution.plan(), evidence.catalog(), suspicion.function(), suspicion.file());
    double total = one.times().totalMs();
    return detector
        .symptom(one)
        .map(s -> new Sick(execution, s, total <= 0 ? 0 : Math.min(1, s.lostMs() / total)));
  }

  /** What the worst execution loses, as far as the others lose it too. */
  private static Verdict confirmed(Sick worst, List<Sick> sick, int measured, Suspicion suspicion) {
    double share = sick.stream().mapToDouble(Sick::share).sum() / measured;
    List<Note> notes = new ArrayList<>(worst.symptom().notes());
    if (sick.size() < measured) {
      notes.add(
          new Note(
              "plan",
              sick.size() + " of " + measured + " executions with different values show it"));
    }
    if (!worst.execution().note().isEmpty()) {
      notes.add(new Note("plan", worst.execution().note()));
    }
    Answer shown = new Answer.Planned(worst.execution().plan(), "");
    return new Verdict.Confirmed(
        worst.symptom().title(),
        Confidence.MEASURED,
        share * suspicion.spentMs(),
        0,
        notes,
        worst.symptom().action(),
        worst.symptom().fixes(),
        shown);
  }
}
