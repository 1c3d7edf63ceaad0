package dev.ectoscope.postgres.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each node of a plan takes by itself. EXPLAIN prints sums: averages per loop, of workers that
 * ran side by side, with all below included, and it prints the plan of a CTE or an InitPlan under a
 * node that may be far from the one that waits for it.
 *
 * <ul>
 *   <li>Below a Gather, times over all workers are divided by their number: wall time.
 *   <li>CTEs and InitPlans are taken from the nodes that read them, not from the one they are
 *       printed under.
 * </ul>
 *
 * The times of all nodes add up to the root's, but for EXPLAIN's rounding of each time to 0.001 ms.
 */
public final class PlanTimes {

  private final Plan plan;
  private final Map<PlanNode, Double> inclusive = new IdentityHashMap<>();
  private final Map<PlanNode, Double> charged = new IdentityHashMap<>();
  private final Map<PlanNode, Double> ownCosts = new IdentityHashMap<>();

  private PlanTimes(Plan plan) {
    this.plan = plan;
  }

  public static PlanTimes of(Plan plan) {
    PlanTimes times = new PlanTimes(plan);
    times.measure(plan.root(), 1);
    times.charge(plan.root());
    times.cost(plan.root(), orZero(plan.root().totalCost()));
    return times;
  }

  /** ms of wall time in the node and all it waits for, over all loops; 0 when not measured. */
  public double inclusiveMs(PlanNode node) {
    return inclusive.getOrDefault(node, 0.0);
  }

  /** ms of wall time in the node itself over all loops; 0 when not measured. */
  public double ownMs(PlanNode node) {
    return Math.max(0, inclusiveMs(node) - charged.getOrDefault(node, 0.0));
  }

  /** The planner's cost of the node itself; those of all nodes add up to the plan's. */
  public double ownCost(PlanNode node) {
    return ownCosts.getOrDefault(node, 0.0);
  }

  /** ms where the plan was timed, else cost. */
  public double own(PlanNode node) {
    return isTimed() ? ownMs(node) : ownCost(node);
  }

  /** Share of the whole, 0–1. */
  public double share(PlanNode node) {
    double whole = isTimed() ? totalMs() : orZero(plan.totalCost());
    return whole <= 0 ? 0 : Math.min(1, own(node) / whole);
  }

  /** Whether each node was timed: EXPLAIN ANALYZE, not with TIMING OFF. */
  public boolean isTimed() {
    return plan.analyzed() && !Double.isNaN(plan.root().actualTotalMs());
  }

  /** ms the statement ran: what EXPLAIN says, or the root's time. */
  public double totalMs() {
    return Double.isNaN(plan.executionMs())
        ? inclusiveMs(plan.root())
        : Math.max(plan.executionMs(), inclusiveMs(plan.root()));
  }

  /** Nodes by what they take themselves, dearest first. */
  public List<PlanNode> dearest() {
    return plan.allNodes().stream()
        .sorted(Comparator.comparingDouble((PlanNode n) -> -own(n)))
        .toList();
  }

  private void measure(PlanNode node, double processes) {
    double loops = orZero(node.actualLoops());
    double sideBySide = Math.max(1, Math.min(processes, loops));
    inclusive.put(node, orZero(node.actualTotalMs()) * loops / sideBySide);
    for (PlanNode child : node.children()) {
      measure(child, isGathered(node, child) ? sideBySide(node, child) : processes);
    }
  }

  private static boolean isGather(PlanNode node) {
    return node.nodeType().startsWith("Gather");
  }

  private static boolean isGathered(PlanNode node, PlanNode child) {
    return isGather(node) && !child.details().isLazy();
  }

  /** The workers, and the leader when it took part. */
  private static double sideBySide(PlanNode gather, PlanNode child) {
    double each = orZero(child.actualLoops()) / Math.max(1, orZero(gather.actualLoops()));
    int launched = gather.details().parallel().launched();
    return Math.max(1, launched < 0 ? each : Math.min(each, launched + 1.0));
  }

  private void charge(PlanNode node) {
    for (PlanNode child : node.children()) {
      if (!child.details().isLazy()) {
        add(node, inclusiveMs(child));
      }
      charge(child);
    }
    for (PlanNode child : node.children()) {
      if (child.details().isLazy()) {
        chargeReaders(node, child);
      }
    }
  }

  /** Who reads first pays, and who pays has waited: the longest first. */
  private void chargeReaders(PlanNode holder, PlanNode lazy) {
    List<PlanNode> readers = new ArrayList<>();
    readers(holder, lazy, null, readers);
    readers.sort(Comparator.comparingDouble((PlanNode n) -> -ownMs(n)));
    double rest = inclusiveMs(lazy);
    for (PlanNode reader : readers) {
      double paid = Math.min(rest, ownMs(reader));
      add(reader, paid);
      rest -= paid;
    }
    add(readers.isEmpty() ? holder : readers.get(0), rest);
  }

  /**
   * @param gather the Gather the search has passed: it runs an InitPlan before its workers start
   */
  private static void readers(
      PlanNode node, PlanNode lazy, @Nullable PlanNode gather, List<PlanNode> found) {
    if (!node.isNeverExecuted() && reads(node, lazy)) {
      PlanNode payer = gather == null ? node : gather;
      if (found.stream().noneMatch(known -> known == payer)) {
        found.add(payer);
      }
    }
    for (PlanNode child : node.children()) {
      if (child != lazy) {
        boolean below = gather == null && isGathered(node, child);
        readers(child, lazy, below ? node : gather, found);
      }
    }
  }

  private static boolean reads(PlanNode node, PlanNode lazy) {
    String name = lazy.details().subplan();
    if (name.startsWith("CTE ")) {
      return node.nodeType().equals("CTE Scan")
          && node.details().cte().equals(PlanStep.unquoted(name.substring("CTE ".length())));
    }
    int returns = name.indexOf(" (returns ");
    if (returns < 0) {
      return node.details().mentions().contains(name);
    }
    String results = name.substring(returns + " (returns ".length()).replace(")", "");
    for (String result : results.split(",", -1)) {
      if (node.details().mentions().contains(result.strip())) {
        return true;
      }
    }
    return false;
  }

  private void add(PlanNode node, double ms) {
    charged.merge(node, ms, Double::sum);
  }

  /**
   * @param budget what the node and all below cost where it stands: less than printed under a Limit
   *     that stops early, more inside a nested loop
   */
  private void cost(PlanNode node, double budget) {
    double[] parts = new double[node.children().size()];
    double below = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = orZero(node.children().get(i).totalCost()) * repeats(node, i);
      below += parts[i];
    }
    double scale = below > budget ? budget / below : 1;
    ownCosts.put(node, Math.max(0, budget - below * scale));
    for (int i = 0; i < parts.length; i++) {
      cost(node.children().get(i), parts[i] * scale);
    }
  }

  /** The inner side of a nested loop runs once per row of the outer one. */
  private static double repeats(PlanNode node, int child) {
    PlanNode inner = node.children().get(child);
    if (!node.nodeType().equals("Nested Loop")
        || !inner.parentRelationship().equals("Inner")
        || inner.nodeType().equals("Materialize")) {
      return 1;
    }
    PlanNode outer = node.children().get(0);
    return Math.max(1, orZero(outer.planRows()));
  }

  private static double orZero(double number) {
    return Double.isNaN(number) ? 0 : number;
  }
}
