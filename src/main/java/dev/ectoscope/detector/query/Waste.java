package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest.MeasuredPlan;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.workload.StatementStatistics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a filter that no index serves costs anything: by the plan, else by the log's times. */
final class Waste {

  /** Mean time from which a statement without a known plan is worth a word. */
  private static final double NOTICEABLE_MEAN_MS = 1;

  private static final double MANY_REMOVED = 1_000;

  static final String MEAN = "meanMs";

  private Waste() {}

  static double meanMs(StatementStatistics statistics) {
    return statistics.calls() == 0 ? 0 : statistics.db() / 10.0 / statistics.calls();
  }

  /** A table of fewer rows is read whole in no time; empty also when its rows are not known. */
  static Optional<Verdict> ofSmall(Catalog.@Nullable Table table, double fewerRows) {
    return table == null || table.rows() < 0 || table.rows() >= fewerRows
        ? Optional.empty()
        : Optional.of(
            new Verdict.Dismissed(
                table.name() + " has only " + Wording.number((long) table.rows()) + " rows"));
  }

  static boolean isNoticeable(Suspicion suspicion) {
    return suspicion.number(MEAN) >= NOTICEABLE_MEAN_MS;
  }

  /**
   * Whether the plan shows that another condition leaves few rows of the table, so that this filter
   * has nothing to gain; false when there is no plan.
   */
  static boolean isPlannedAway(String fingerprint, String table, Evidence evidence) {
    if (!(evidence.answer(new MeasuredPlan(fingerprint)) instanceof Answer.Planned planned)) {
      return false;
    }
    Plan plan = planned.plan();
    return plan.allNodes().stream().anyMatch(n -> n.relation().equals(table))
        && plan.allNodes().stream()
            .filter(n -> n.relation().equals(table))
            .noneMatch(n -> discards(n, plan.analyzed()));
  }

  /** What an index tried beside the others does for the statement. */
  static String difference(Answer.WhatIf answer) {
    if (!answer.used()) {
      return "the planner would leave the index alone for the values of this log, tried "
          + answer.where();
    }
    return answer.isMeasured()
        ? Figures.time(answer.before().executionMs())
            + " now, "
            + Figures.time(answer.after().executionMs())
            + " with the index, measured "
            + answer.where()
        : "planner's cost "
            + Figures.number(answer.before().totalCost())
            + " now, "
            + Figures.number(answer.after().totalCost())
            + " with the index, planned "
            + answer.where();
  }

  private static boolean discards(PlanNode node, boolean analyzed) {
    if (!analyzed) {
      return node.isSeqScan();
    }
    double removed = node.rowsRemovedByFilter() * Math.max(1, node.actualLoops());
    return removed >= MANY_REMOVED || node.isSeqScan();
  }
}
