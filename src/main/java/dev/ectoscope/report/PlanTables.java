package dev.ectoscope.report;

import dev.ectoscope.review.Review.PlanRow;
import dev.ectoscope.review.Review.PlanView;
import java.util.ArrayList;
import java.util.List;

/** Plans as tables. */
final class PlanTables {

  private static final int DEEPEST = 8;

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
    String how =
        plan.measured()
            ? "measured " + Words.duration(plan.costOrMs())
            : "planned, not run; cost " + Words.amount(plan.costOrMs());
    String all = plan.note().isEmpty() ? how : plan.note() + ", " + how;
    return new Pages.PlanTable(plan.title(), all, plan.measured() ? "Own time" : "Own cost", steps);
  }
}
