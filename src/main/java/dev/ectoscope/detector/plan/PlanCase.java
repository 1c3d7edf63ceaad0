package dev.ectoscope.detector.plan;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanTimes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One measured plan with what helps to read it.
 *
 * @param plan run with EXPLAIN ANALYZE
 * @param times who takes what in it
 * @param catalog the schema, or null when the plan came alone
 * @param function the function that holds the call, or ""
 * @param file its file, or ""
 */
public record PlanCase(
    Plan plan,
    PlanTimes times,
    @Nullable Catalog catalog,
    Map<PlanNode, PlanNode> parents,
    String function,
    String file) {

  /** A plan that came alone, or with its place in the code. */
  public static PlanCase of(Plan plan, @Nullable Catalog catalog, String function, String file) {
    Map<PlanNode, PlanNode> parents = new IdentityHashMap<>();
    for (PlanNode node : plan.allNodes()) {
      node.children().forEach(child -> parents.put(child, node));
    }
    return new PlanCase(plan, PlanTimes.of(plan), catalog, parents, function, file);
  }

  /** The node above, or null at the root. */
  @Nullable PlanNode parent(PlanNode node) {
    return parents.get(node);
  }

  /** Nodes that ran. */
  List<PlanNode> executed() {
    return plan.allNodes().stream().filter(n -> n.actualLoops() > 0).toList();
  }

  double ownMs(PlanNode node) {
    return times.ownMs(node);
  }

  /** The table as the schema knows it. */
  Optional<Catalog.Table> table(PlanNode node) {
    return catalog == null || node.relation().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(catalog.table(node.schema(), node.relation()));
  }

  /** The partitioned table that the scanned one is a partition of. */
  Optional<Catalog.Table> partitioned(PlanNode node) {
    Optional<Catalog.Table> table = table(node).filter(Catalog.Table::partition);
    while (catalog != null && table.filter(Catalog.Table::partition).isPresent()) {
      String parent = table.get().parent();
      int dot = parent.indexOf('.');
      table =
          Optional.ofNullable(catalog.table(parent.substring(0, dot), parent.substring(dot + 1)));
    }
    return table;
  }

  /** The schema to be written before the table: "" where the search path leads to it. */
  String schema(PlanNode node) {
    return table(node)
        .filter(t -> catalog != null && !catalog.searchPath().contains(t.schema()))
        .map(Catalog.Table::schema)
        .orElse(node.schema().equals("public") ? "" : node.schema());
  }

  /** The table nearest below: what a sort or a join is about. */
  String tableBelow(PlanNode node) {
    return node.withDescendants().stream()
        .map(PlanNode::relation)
        .filter(relation -> !relation.isEmpty())
        .findFirst()
        .orElse("");
  }
}
