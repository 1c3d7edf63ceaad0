package dev.ectoscope.pipeline;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanDetails;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.review.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plans as tables of the review: now and after, or one that was run. */
public final class PlanViews {

  private static final double MISESTIMATE = 10;
  private static final double FEW = 100;

  private final PlanTimes times;
  private final boolean timed;
  private final List<Finding.PlanRow> rows = new ArrayList<>();

  private PlanViews(Plan plan, boolean byTime) {
    times = PlanTimes.of(plan);
    timed = byTime && times.isTimed();
    collect(plan.root(), 0);
  }

  /** A plan that auto_explain logged as the application ran. */
  static Finding.PlanView logged(Plan plan) {
    return of("As it ran, logged by auto_explain", plan);
  }

  /**
   * @param shown what a verdict wants to be seen
   * @param now how the statement was answered, for the time it takes today
   */
  static List<Finding.PlanView> of(Answer shown, Answer now) {
    if (shown instanceof Answer.WhatIf whatIf) {
      String by = "planned " + whatIf.where();
      return List.of(
          byCost("Now", whatIf.before(), measured(now)), byCost("After", whatIf.after(), by));
    }
    return shown instanceof Answer.Planned planned
        ? List.of(of("As it runs", planned.plan()))
        : List.of();
  }

  /** Times where the plan was run, else costs. */
  public static Finding.PlanView of(String title, Plan plan) {
    PlanViews view = new PlanViews(plan, true);
    double whole = view.timed ? view.times.totalMs() : plan.totalCost();
    return new Finding.PlanView(title, view.timed, whole, view.marked(), "");
  }

  /** A plan that was run and one that was only planned are compared by what both have. */
  private static Finding.PlanView byCost(String title, Plan plan, String note) {
    return new Finding.PlanView(
        title, false, plan.totalCost(), new PlanViews(plan, false).marked(), note);
  }

  private static String measured(Answer now) {
    boolean run = now instanceof Answer.Planned planned && planned.plan().analyzed();
    return run
        ? "measured " + Figures.time(PlanTimes.of(((Answer.Planned) now).plan()).totalMs())
        : "";
  }

  private List<Finding.PlanRow> marked() {
    double worst = rows.stream().mapToDouble(Finding.PlanRow::own).max().orElse(0);
    return rows.stream()
        .map(
            r ->
                new Finding.PlanRow(
                    r.depth(),
                    r.node(),
                    r.detail(),
                    r.rows(),
                    r.own(),
                    worst > 0 && r.own() == worst))
        .toList();
  }

  private void collect(PlanNode node, int depth) {
    double own = timed ? times.ownMs(node) : times.ownCost(node);
    boolean counted = timed && !Double.isNaN(node.returned());
    rows.add(
        new Finding.PlanRow(
            depth,
            node.title(),
            detail(node),
            counted ? node.returned() : node.planRows(),
            Math.round(own * 100) / 100.0,
            false));
    node.children().forEach(child -> collect(child, depth + 1));
  }

  private String detail(PlanNode node) {
    List<String> parts = new ArrayList<>();
    PlanDetails details = node.details();
    code(parts, "", details.subplan());
    code(parts, "on ", node.relation().isEmpty() ? details.cte() : node.relation());
    code(parts, "using ", node.index());
    code(parts, "by ", String.join(", ", node.sortKeys()));
    code(parts, "by ", String.join(", ", details.groupKeys()));
    code(parts, "where ", node.indexCondition());
    code(parts, "on ", node.joinCondition());
    code(parts, "filter ", node.filter());
    if (timed) {
      measured(parts, node);
    }
    return String.join(", ", parts);
  }

  private static void measured(List<String> parts, PlanNode node) {
    PlanDetails details = node.details();
    if (node.isNeverExecuted()) {
      parts.add("never run");
      return;
    }
    if (node.discarded() > 0) {
      parts.add("removes " + number(node.discarded()));
    }
    if (node.actualLoops() > 1) {
      parts.add(number(node.actualLoops()) + " loops");
    }
    double factor =
        Math.max(1, Math.max(node.planRows(), node.actualRows()))
            / Math.max(1, Math.min(node.planRows(), node.actualRows()));
    if (factor >= MISESTIMATE && Math.max(node.planRows(), node.actualRows()) >= FEW) {
      parts.add(counted(node.planRows(), "row") + " expected");
    }
    if (details.memory().sortSpace().equals("Disk") || details.memory().diskKb() > 0) {
      parts.add("goes to disk");
    }
    if (details.memory().batches() > 1) {
      parts.add(number(details.memory().batches()) + " batches");
    }
    if (details.bitmap().lossy() > 0) {
      parts.add(counted(details.bitmap().lossy(), "lossy page"));
    }
    if (node.heapFetches() > 0) {
      parts.add(
          number(node.heapFetches()) + (node.heapFetches() == 1 ? " heap fetch" : " heap fetches"));
    }
    if (details.parallel().launched() >= 0) {
      parts.add(counted(details.parallel().launched(), "worker"));
    }
  }

  private static String counted(double number, String what) {
    return number(number) + " " + what + (Math.round(number) == 1 ? "" : "s");
  }

  private static String number(double number) {
    return String.format(Locale.US, "%,.0f", number);
  }

  private static void code(List<String> parts, String word, String text) {
    if (!text.isEmpty()) {
      parts.add(word + "`" + text.replace("`", "'") + "`");
    }
  }
}
