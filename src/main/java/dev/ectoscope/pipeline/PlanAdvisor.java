package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.plan.NestedLoopBlowup;
import dev.ectoscope.detector.plan.PlanCase;
import dev.ectoscope.detector.plan.PlanDetector;
import dev.ectoscope.detector.plan.RowMisestimate;
import dev.ectoscope.detector.plan.Symptom;
import dev.ectoscope.detector.plan.WhereTimeGoes;
import dev.ectoscope.ecto.AppNames;
import dev.ectoscope.ecto.EctoCode;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanReader;
import dev.ectoscope.postgres.plan.PlanReading;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.PlanReview;
import dev.ectoscope.review.Review;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one plan that comes without a log: as pasted from psql, pgAdmin, a chat or a log. */
public final class PlanAdvisor {

  private static final String MISESTIMATE = Detector.id(RowMisestimate.class);
  private static final String BLOWUP = Detector.id(NestedLoopBlowup.class);

  private PlanAdvisor() {}

  /**
   * @param text EXPLAIN's output as text or JSON, with whatever frames it
   * @param now version of the migrations it proposes
   * @throws InputNotUnderstood when the text is no plan, with the reason
   */
  public static PlanReview advise(String text, Instant now) {
    PlanReading reading = PlanReader.understand(text);
    if (reading instanceof PlanReading.Refused refused) {
      throw new InputNotUnderstood("this is no plan that can be read. " + refused.reason());
    }
    PlanReading.Understood understood = (PlanReading.Understood) reading;
    Plan plan = understood.plan();
    EctoCode code =
        new EctoCode(AppNames.from(List.of()), LocalDateTime.ofInstant(now, ZoneOffset.UTC));
    List<PlanReview.PlanFinding> findings = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    if (plan.analyzed()) {
      look(plan, code, findings, silent);
    }
    return new PlanReview(
        PlanReview.SCHEMA,
        plan.analyzed(),
        number(plan.analyzed() ? PlanTimes.of(plan).totalMs() : Double.NaN),
        number(plan.planningMs()),
        number(plan.totalCost()),
        PlanViews.of("Plan", plan),
        WhereTimeGoes.in(plan),
        findings,
        silent,
        notChecked(plan, understood.more()));
  }

  private static void look(
      Plan plan, EctoCode code, List<PlanReview.PlanFinding> findings, List<String> silent) {
    PlanCase one = PlanCase.of(plan, null, "", "");
    for (var detector : Detectors.ALL) {
      if (detector instanceof PlanDetector reader) {
        String id = reader.info().id();
        reader
            .symptom(one)
            .ifPresentOrElse(s -> findings.add(finding(id, s, code)), () -> silent.add(id));
      }
    }
    boolean misestimate = findings.stream().anyMatch(f -> f.detector().equals(MISESTIMATE));
    findings.removeIf(f -> misestimate && f.detector().equals(BLOWUP));
    findings.sort(Comparator.comparingDouble(f -> -f.lostMs()));
  }

  private static PlanReview.PlanFinding finding(String id, Symptom symptom, EctoCode code) {
    return new PlanReview.PlanFinding(
        id,
        symptom.title(),
        Math.round(symptom.lostMs() * 10) / 10.0,
        symptom.notes(),
        new Finding.Recommendation(
            symptom.action(),
            symptom.fixes().stream().flatMap(f -> code.write(f).stream()).toList()));
  }

  private static List<Review.NotChecked> notChecked(Plan plan, int more) {
    List<Review.NotChecked> not = new ArrayList<>();
    if (!plan.analyzed()) {
      not.add(
          new Review.NotChecked(
              "where the time goes",
              "the statement was not run: use EXPLAIN (ANALYZE, BUFFERS), in a transaction that is"
                  + " rolled back if it writes"));
    } else if (!PlanTimes.of(plan).isTimed()) {
      not.add(new Review.NotChecked("own times", "made with TIMING OFF: costs are shown instead"));
    }
    if (plan.analyzed() && plan.root().sharedHitBlocks() < 0) {
      not.add(new Review.NotChecked("blocks read", "made without BUFFERS"));
    }
    if (more > 0) {
      not.add(
          new Review.NotChecked(
              more == 1 ? "a second plan" : more + " further plans",
              "one plan is read at a time: paste the others alone"));
    }
    return not;
  }

  private static @Nullable Double number(double number) {
    return Double.isNaN(number) ? null : number;
  }
}
