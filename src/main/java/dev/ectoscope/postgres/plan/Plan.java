package dev.ectoscope.postgres.plan;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A plan of one statement.
 *
 * @param root topmost node
 * @param planningMs ms spent planning, or NaN
 * @param executionMs ms spent running, or NaN when the statement was not run
 * @param analyzed whether the statement was run
 * @param generic whether it was planned without the values of its parameters
 * @param json the text of EXPLAIN; it may hold parameter values in its conditions
 * @param run what EXPLAIN says of the run as a whole
 */
public record Plan(
    PlanNode root,
    double planningMs,
    double executionMs,
    boolean analyzed,
    boolean generic,
    String json,
    PlanRun run) {

  public Plan {
    run = run == null ? PlanRun.NONE : run;
  }

  /** All nodes, parents first. */
  public List<PlanNode> allNodes() {
    return root.withDescendants();
  }

  /** Nodes that read a whole table. */
  public List<PlanNode> seqScans() {
    return allNodes().stream().filter(PlanNode::isSeqScan).toList();
  }

  /** Total cost of the whole statement in the planner's units. */
  public double totalCost() {
    return root.totalCost();
  }

  /** 8 kB blocks touched by the whole statement, or -1 when not measured. */
  public long sharedBlocks() {
    return root.sharedHitBlocks() < 0 ? -1 : root.sharedHitBlocks() + root.sharedReadBlocks();
  }

  /** Whether a node uses the index of that name. */
  public boolean uses(String index) {
    return allNodes().stream().anyMatch(node -> node.index().equals(index));
  }

  /**
   * The same plan with other conditions and without the text of EXPLAIN, which would still hold the
   * old ones.
   */
  public Plan withTexts(UnaryOperator<String> change) {
    return new Plan(
        root.withTexts(change), planningMs, executionMs, analyzed, generic, "", run.withoutQuery());
  }

  public Plan asGeneric() {
    return new Plan(root, planningMs, executionMs, analyzed, true, json, run);
  }
}
