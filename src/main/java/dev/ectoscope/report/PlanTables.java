package dev.ectoscope.report;

import dev.ectoscope.review.Finding.PlanRow;
import dev.ectoscope.review.Finding.PlanView;
import java.util.ArrayList;
import java.util.List;

/** Plans as tables. */
final class PlanTables {

  private static final int DEEPEST = 8;

  private static final String MEASURED = "measured ";

  private PlanTables() {}

  static Pages.PlanTable of(PlanView plan) {
    double largest = plan.rows().stream().mapToDouble(PlanRow::own).max().orElse(0);
    List<Pages.PlanStep> steps = new ArrayList<>();
    for (PlanRow row : plan.rows()) {
      steps.add(
          new Pages.PlanStep(
              "in" + Math.min(DEEPEST, Math.max(0, row.depth())),
              row.node(),
              Prose.pieces(row.detail()),
              Words.amount(row.rows()),
              plan.measured() ? Words.duration(row.own()) : Words.amount(row.own()),
              Svg.share(row.own(), largest),
              row.worst() && plan.rows().size() > 1));
    }
    return new Pages.PlanTable(
        plan.title(), how(plan), plan.measured() ? "Own time" : "Own cost", steps, sure(plan));
  }

  private static String how(PlanView plan) {
    String cost = "cost " + Words.amount(plan.costOrMs());
    if (plan.measured()) {
      return "measured " + Words.duration(plan.costOrMs());
    }
    return plan.note().startsWith(MEASURED)
        ? plan.note() + "; " + cost
        : "planned, not run; " + cost;
  }

  /** How sure a planned plan is, or "". */
  private static String sure(PlanView plan) {
    return plan.measured() || plan.note().isEmpty() || plan.note().startsWith(MEASURED)
        ? ""
        : "PostgreSQL’s own planner made it "
            + plan.note().replaceFirst("^planned ", "")
            + ". Costs are compared on both sides, not times.";
  }
}
