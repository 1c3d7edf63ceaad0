package dev.ectoscope.detector.plan;

import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.List;

/**
 * What is wrong in one plan.
 *
 * @param node where it shows
 * @param title says what is
 * @param lostMs ms of one execution that the change gives back, an estimate
 * @param notes evidence, numbers first
 * @param action an imperative sentence
 * @param fixes code, or nothing when the plan alone does not tell
 */
public record Symptom(
    PlanNode node, String title, double lostMs, List<Note> notes, String action, List<Fix> fixes) {

  public Symptom {
    notes = List.copyOf(notes);
    fixes = List.copyOf(fixes);
  }
}
