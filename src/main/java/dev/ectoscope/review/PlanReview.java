package dev.ectoscope.review;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One plan read alone. Component names are the JSON of {@code ectoscope plan --format json}.
 * Numbers that EXPLAIN did not print are null.
 *
 * @param schema {@code ectoscope.plan/1}
 * @param measured whether it was run (EXPLAIN ANALYZE)
 * @param executionMs ms the statement ran
 * @param planningMs ms before that
 * @param totalCost the planner's cost
 * @param plan the tree with the own time, or cost, of each step
 * @param whereTimeGoes the dearest steps in words
 * @param findings what the plan detectors see
 * @param silent ids of the detectors that looked and saw nothing
 * @param notChecked what could not be judged by this text, and why
 */
public record PlanReview(
    String schema,
    boolean measured,
    @Nullable Double executionMs,
    @Nullable Double planningMs,
    @Nullable Double totalCost,
    Finding.PlanView plan,
    List<Note> whereTimeGoes,
    List<PlanFinding> findings,
    List<String> silent,
    List<Review.NotChecked> notChecked) {

  public static final String SCHEMA = "ectoscope.plan/1";

  public PlanReview {
    whereTimeGoes = List.copyOf(whereTimeGoes);
    findings = List.copyOf(findings);
    silent = List.copyOf(silent);
    notChecked = List.copyOf(notChecked);
  }

  /**
   * @param detector id
   * @param lostMs ms of this execution that the change gives back, an estimate
   */
  public record PlanFinding(
      String detector,
      String title,
      double lostMs,
      List<Note> evidence,
      Finding.Recommendation recommendation) {}
}
