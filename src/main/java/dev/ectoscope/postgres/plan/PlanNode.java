package dev.ectoscope.postgres.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
 * @param details what only some nodes have
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
    List<PlanNode> children,
    PlanDetails details) {

  public PlanNode {
    sortKeys = List.copyOf(sortKeys);
    children = List.copyOf(children);
    details = details == null ? PlanDetails.NONE : details;
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

  /** Whether EXPLAIN ANALYZE never came to this node. */
  @JsonIgnore
  public boolean isNeverExecuted() {
    return actualLoops == 0;
  }

  /** Rows returned over all loops, or NaN when it was not run. */
  @JsonIgnore
  public double returned() {
    return actualRows * actualLoops;
  }

  /** Rows read and thrown away over all loops: by filter, index recheck and join filter. */
  @JsonIgnore
  public double discarded() {
    return actualLoops
        * (orZero(rowsRemovedByFilter)
            + orZero(details.discarded().byRecheck())
            + orZero(details.discarded().byJoinFilter()));
  }

  /** As EXPLAIN's text says it: {@code Parallel Seq Scan}, {@code Hash Left Join}. */
  @JsonIgnore
  public String title() {
    return PlanTitle.of(this);
  }

  /** The same node, and all below it, with other conditions and keys. */
  public PlanNode withTexts(UnaryOperator<String> change) {
    return new PlanNode(
        nodeType,
        relation,
        schema,
        alias,
        index,
        parentRelationship,
        joinType,
        change.apply(filter),
        change.apply(indexCondition),
        change.apply(joinCondition),
        startupCost,
        totalCost,
        planRows,
        planWidth,
        actualRows,
        actualLoops,
        actualTotalMs,
        rowsRemovedByFilter,
        sharedHitBlocks,
        sharedReadBlocks,
        tempWrittenBlocks,
        heapFetches,
        sortMethod,
        sortKeys.stream().map(change).toList(),
        children.stream().map(child -> child.withTexts(change)).toList(),
        details.withTexts(change));
  }

  private static double orZero(double number) {
    return Double.isNaN(number) ? 0 : number;
  }

  private void collect(List<PlanNode> nodes) {
    nodes.add(this);
    children.forEach(child -> child.collect(nodes));
  }
}
