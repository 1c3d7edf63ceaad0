package dev.ectoscope.postgres;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;

/**
 * One node of a plan as EXPLAIN prints it. Texts that are absent are "", whole numbers -1, other
 * numbers NaN. Actual rows and times are averages per loop, as PostgreSQL gives them.
 *
 * @param nodeType e.g. {@code Seq Scan}
 * @param relation table scanned
 * @param schema schema of the table; printed by VERBOSE only
 * @param alias alias of the table
 * @param index index used
 * @param parentRelationship {@code Outer}, {@code Inner}, {@code SubPlan}, {@code InitPlan} …
 * @param joinType {@code Inner}, {@code Left} …
 * @param filter condition checked on each row
 * @param indexCondition condition served by the index
 * @param joinCondition hash, merge or join filter condition
 * @param startupCost planner's cost units before the first row
 * @param totalCost planner's cost units until the last row
 * @param planRows estimated rows
 * @param planWidth estimated bytes per row
 * @param actualRows rows per loop
 * @param actualLoops how often the node ran
 * @param actualTotalMs ms per loop
 * @param rowsRemovedByFilter per loop
 * @param sharedHitBlocks 8 kB blocks found in shared buffers, children included
 * @param sharedReadBlocks 8 kB blocks read from outside, children included
 * @param tempWrittenBlocks 8 kB blocks spilled, children included
 * @param heapFetches of an index-only scan
 * @param sortMethod e.g. {@code external merge}
 * @param sortKeys what is sorted by
 * @param children nodes below
 */
public record PlanNode(
    String nodeType,
    String relation,
    String schema,
    String alias,
    String index,
    String parentRelationship,
    String joinType,
    String filter,
    String indexCondition,
    String joinCondition,
    double startupCost,
    double totalCost,
    double planRows,
    int planWidth,
    double actualRows,
    double actualLoops,
    double actualTotalMs,
    double rowsRemovedByFilter,
    long sharedHitBlocks,
    long sharedReadBlocks,
    long tempWrittenBlocks,
    double heapFetches,
    String sortMethod,
    List<String> sortKeys,
    List<PlanNode> children) {

  public PlanNode {
    sortKeys = List.copyOf(sortKeys);
    children = List.copyOf(children);
  }

  /** Whether the node reads a whole table. */
  @JsonIgnore
  public boolean isSeqScan() {
    return nodeType.equals("Seq Scan");
  }

  /** This node and all below it, parents first. */
  public List<PlanNode> withDescendants() {
    List<PlanNode> nodes = new ArrayList<>();
    collect(nodes);
    return nodes;
  }

  /** ms spent in the node and below over all loops, or NaN when it was not measured. */
  public double inclusiveMs() {
    return actualTotalMs * actualLoops;
  }

  /**
   * ms spent in the node itself over all loops, or NaN when it was not measured. With parallel
   * workers it is summed over the workers.
   */
  public double exclusiveMs() {
    double below = 0;
    for (PlanNode child : children) {
      double ms = child.inclusiveMs();
      below += Double.isNaN(ms) ? 0 : ms;
    }
    double own = inclusiveMs() - below;
    return Double.isNaN(own) ? own : Math.max(0, own);
  }

  private void collect(List<PlanNode> nodes) {
    nodes.add(this);
    children.forEach(child -> child.collect(nodes));
  }
}
