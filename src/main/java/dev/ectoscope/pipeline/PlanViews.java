package dev.ectoscope.pipeline;

import dev.ectoscope.evidence.Answer;
import dev.ectoscope.postgres.Plan;
import dev.ectoscope.postgres.PlanNode;
import dev.ectoscope.review.Review;
import java.util.ArrayList;
import java.util.List;

/** Plans of now and after as tables of the review. */
final class PlanViews {

  private PlanViews() {}

  static List<Review.PlanView> of(Answer.WhatIf whatIf) {
    return List.of(view("Now", whatIf.before()), view("After", whatIf.after()));
  }

  /** A plan that auto_explain logged as the application ran. */
  static Review.PlanView logged(Plan plan) {
    return view("As it ran, logged by auto_explain", plan);
  }

  private static Review.PlanView view(String title, Plan plan) {
    List<Review.PlanRow> rows = new ArrayList<>();
    collect(plan.root(), 0, rows);
    double worst = rows.stream().mapToDouble(Review.PlanRow::own).max().orElse(0);
    List<Review.PlanRow> marked =
        rows.stream()
            .map(
                r ->
                    new Review.PlanRow(
                        r.depth(), r.node(), r.detail(), r.rows(), r.own(), r.own() == worst))
            .toList();
    // Costs on both sides: a plan that was run and one that was only planned are compared by what
    // both have.
    return new Review.PlanView(title, false, plan.root().totalCost(), marked);
  }

  private static void collect(PlanNode node, int depth, List<Review.PlanRow> rows) {
    double children = node.children().stream().mapToDouble(PlanNode::totalCost).sum();
    double own = Math.max(0, Math.round((node.totalCost() - children) * 100) / 100.0);
    rows.add(new Review.PlanRow(depth, node.nodeType(), detail(node), node.planRows(), own, false));
    node.children().forEach(child -> collect(child, depth + 1, rows));
  }

  private static String detail(PlanNode node) {
    StringBuilder detail = new StringBuilder();
    add(detail, "on ", node.relation());
    add(detail, "using ", node.index());
    add(detail, "where ", node.indexCondition());
    add(detail, "filter ", node.filter());
    return detail.toString().trim();
  }

  private static void add(StringBuilder detail, String word, String text) {
    if (text != null && !text.isEmpty()) {
      detail.append(word).append(text).append(' ');
    }
  }
}
