package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.PartitionedIndex;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

@DetectorInfo(
    id = "filter-discards-most",
    title = "Most rows are read only to be thrown away",
    whyItMatters =
        """
        Each row that a filter removes was read, locked in memory and compared first. The time of \
        such a query grows with the table, not with its answer.""",
    whenItIsFine =
        """
        When the condition is true for changing parts of the table and no index could serve it, \
        and the query is rare.""",
    evidence = {"plan"},
    bad =
        """
        # finds the customer by its index, then reads 40,000 of its orders to keep 12
        Repo.all(from o in Order, where: o.customer_id == ^id and o.state == "pending")""",
    good =
        """
        # in a migration
        create index(:orders, [:customer_id], where: "state = 'pending'")""",
    references = "https://use-the-index-luke.com/sql/where-clause")
public final class FilterDiscardsMost implements PlanDetector {

  private static final double DISCARDED = 10_000;
  private static final double DISCARDED_SHARE = 0.9;
  private static final double SHARE = 0.3;
  private static final double LEAST_MS = 5;
  private static final double WORTH_IN_ALL_MS = 50;

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Verdict verdict = PlanVerdict.of(this, suspicion, evidence);
    return verdict instanceof Verdict.Confirmed
            && suspicion.occurrences() == 1
            && suspicion.spentMs() < WORTH_IN_ALL_MS
        ? new Verdict.Dismissed("the log has it once, and it took little")
        : verdict;
  }

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .filter(n -> !n.relation().isEmpty() && !n.filter().isEmpty() && n.discarded() >= DISCARDED)
        .filter(n -> discardedShare(n) >= DISCARDED_SHARE && plan.times().share(n) >= SHARE)
        .filter(n -> plan.ownMs(n) >= LEAST_MS)
        .max(Comparator.comparingDouble(plan::ownMs))
        .map(n -> symptom(n, plan));
  }

  private static double discardedShare(PlanNode node) {
    return node.discarded() / (node.discarded() + node.returned());
  }

  private static Symptom symptom(PlanNode node, PlanCase plan) {
    double read = node.discarded() + node.returned();
    List<Note> notes = new ArrayList<>();
    notes.add(
        Say.plan(
            "%s took %s of %s: it read %s rows and kept %s",
            Say.node(node),
            Say.ms(plan.ownMs(node)),
            Say.ms(plan.times().totalMs()),
            Say.rows(read),
            Say.rows(node.returned())));
    notes.add(Say.plan("filter: %s", node.filter()));
    List<String> columns = ConditionColumns.indexedAndSorted(node, plan);
    Optional<Catalog.Table> whole = plan.partitioned(node);
    String action =
        columns.isEmpty()
            ? "Rewrite the filter so that it compares plain columns, then index them."
            : "Let an index find the rows: try one on "
                + whole.map(Catalog.Table::name).orElse(node.relation())
                + " ("
                + String.join(", ", columns)
                + ").";
    return new Symptom(
        node,
        "%s rows of %s are read to keep %s"
            .formatted(Say.rows(read), node.relation(), Say.rows(node.returned())),
        plan.ownMs(node) * discardedShare(node),
        notes,
        action,
        whole.stream().flatMap(table -> fix(table, columns, plan).stream()).toList());
  }

  /** Where no what-if was to be had: a partitioned table is often too large to copy. */
  private static Optional<Fix> fix(Catalog.Table table, List<String> columns, PlanCase plan) {
    Catalog catalog = plan.catalog();
    if (catalog == null || columns.isEmpty()) {
      return Optional.empty();
    }
    boolean served =
        catalog.indexesOn(table.schema(), table.name()).stream()
            .anyMatch(i -> i.keys().get(0).equals(columns.get(0)));
    return served
        ? Optional.empty()
        : Optional.of(PartitionedIndex.of(catalog, table, columns, ""));
  }
}
