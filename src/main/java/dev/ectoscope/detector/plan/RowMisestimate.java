package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@DetectorInfo(
    id = "row-misestimate",
    title = "The planner is wrong about the number of rows",
    whyItMatters =
        """
        All choices of the planner follow from how many rows it expects. Ten times too few, and it \
        joins by nested loop what should be hashed; ten times too many, and it reads a table instead \
        of an index.""",
    whenItIsFine = "When the plan is the right one all the same and runs fast enough.",
    evidence = {"plan", "catalog"},
    bad =
        """
        # the planner multiplies the shares of both conditions; the city says the country
        from c in Customer, where: c.country == ^country and c.city == ^city""",
    good =
        """
        # in a migration
        execute("CREATE STATISTICS customers_country_city ON country, city FROM customers")
        execute("ANALYZE customers")""",
    references = "https://www.postgresql.org/docs/current/planner-stats.html")
public final class RowMisestimate implements PlanDetector {

  private static final double FACTOR = 10;
  private static final double ROWS = 100;
  private static final double SHARE = 0.2;
  private static final int TARGET = 1000;

  /** The table has grown, or shrunk, since its rows were counted. */
  private static final double OUTDATED = 2;

  private static final double PAGE_BYTES = 8192;
  private static final double MANY_PAGES = 64;

  private static final double COMMON = 0.1;

  private static final double GAIN = 0.5;

  /** What the wrong number leads to: the joins above, which the planner chose by it. */
  private static final Set<String> CHOICES = Set.of("Nested Loop", "Hash Join", "Merge Join");

  private enum Cause {
    OUTDATED,
    DEPENDENT_COLUMNS,
    UNEVEN_COLUMN
  }

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .filter(n -> !n.relation().isEmpty() && !n.nodeType().startsWith("Bitmap Index"))
        .filter(n -> isWrong(n) && !isCutShort(n, plan))
        .filter(n -> stakeMs(n, plan) >= plan.times().totalMs() * SHARE)
        .max(Comparator.comparingDouble(n -> stakeMs(n, plan)))
        .flatMap(n -> symptom(n, plan));
  }

  private static boolean isWrong(PlanNode node) {
    return factor(node) >= FACTOR && Math.max(node.planRows(), node.actualRows()) >= ROWS;
  }

  private static double factor(PlanNode node) {
    double planned = Math.max(1, node.planRows());
    double actual = Math.max(1, node.actualRows());
    return Math.max(planned / actual, actual / planned);
  }

  /** Too few rows came because nobody asked for more: under LIMIT, in a semi join, in a merge. */
  private static boolean isCutShort(PlanNode node, PlanCase plan) {
    if (node.actualRows() >= node.planRows()) {
      return false;
    }
    for (PlanNode above = plan.parent(node); above != null; above = plan.parent(above)) {
      boolean early =
          above.nodeType().equals("Limit")
              || above.nodeType().equals("Merge Join")
              || above.joinType().contains("Semi")
              || above.joinType().contains("Anti");
      if (early) {
        return true;
      }
    }
    return false;
  }

  /** The own time of the joins that were chosen by this number, and of what they repeat. */
  private static double stakeMs(PlanNode node, PlanCase plan) {
    double stake = 0;
    double total = plan.times().totalMs();
    PlanNode below = node;
    for (PlanNode above = plan.parent(node); above != null; above = plan.parent(above)) {
      if (CHOICES.contains(above.nodeType())) {
        PlanNode child = below;
        stake += plan.ownMs(above);
        stake +=
            above.children().stream()
                .filter(c -> c != child && c.actualLoops() > 1)
                .mapToDouble(c -> plan.times().inclusiveMs(c))
                .sum();
      }
      below = above;
    }
    // Times of thousands of loops are rounded ones.
    return Math.min(stake, total - plan.ownMs(node));
  }

  private static Optional<Symptom> symptom(PlanNode node, PlanCase plan) {
    List<String> columns = ConditionColumns.counted(node, plan);
    Optional<Cause> cause = cause(node, columns, plan);
    if (cause.isEmpty()) {
      return Optional.empty();
    }
    List<Note> notes = new ArrayList<>();
    notes.add(
        Say.plan(
            "%s: %s expected, %s came%s",
            Say.node(node),
            expected(node),
            Say.rows(node.actualRows()),
            node.actualLoops() > 1
                ? " in each of " + Say.rows(node.actualLoops()) + " loops"
                : ""));
    notes.add(
        Say.plan(
            "the joins chosen by it took %s of %s",
            Say.ms(stakeMs(node, plan)), Say.ms(plan.times().totalMs())));
    if (!columns.isEmpty()) {
      notes.add(Say.plan("conditions on %s", String.join(", ", columns)));
    }
    return Optional.of(
        new Symptom(
            node,
            "%s: %s expected, %s came"
                .formatted(node.relation(), expected(node), Say.rows(node.actualRows())),
            stakeMs(node, plan) * GAIN,
            notes,
            action(cause.get(), node, columns),
            List.of(fix(cause.get(), node, columns, plan))));
  }

  private static String expected(PlanNode node) {
    String rows = Say.rows(node.planRows());
    return rows + (rows.equals("1") ? " row" : " rows");
  }

  private static Optional<Cause> cause(PlanNode node, List<String> columns, PlanCase plan) {
    if (isOutdated(node, plan)) {
      return Optional.of(Cause.OUTDATED);
    }
    if (columns.size() >= 2) {
      return Optional.of(Cause.DEPENDENT_COLUMNS);
    }
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(isCommon(node) ? Cause.OUTDATED : Cause.UNEVEN_COLUMN);
  }

  /** The table has grown since, or was read whole and does not have the size of its statistics. */
  private static boolean isOutdated(PlanNode node, PlanCase plan) {
    if (plan.table(node).filter(RowMisestimate::hasGrown).isPresent()) {
      return true;
    }
    if (!node.isSeqScan() || node.actualLoops() > 1 && node.details().parallel().aware()) {
      return false;
    }
    double read = node.actualRows() + node.discarded() / node.actualLoops();
    double counted = plan.table(node).map(Catalog.Table::rows).orElse(-1.0);
    boolean whole = node.filter().isEmpty() && factor(node) >= FACTOR;
    return whole || counted >= 0 && Math.max(read, 1) >= Math.max(counted, 1) * OUTDATED;
  }

  /**
   * Its file holds twice the pages that were counted. Its rows alone would not tell: the planner
   * takes new pages to be filled like the old ones, but knows none of their values.
   */
  private static boolean hasGrown(Catalog.Table table) {
    double pages = table.bytes() / PAGE_BYTES;
    return table.pages() > 0 && pages >= MANY_PAGES && pages >= table.pages() * OUTDATED;
  }

  /** A value that frequent is always among those ANALYZE counts: it was not there yet. */
  private static boolean isCommon(PlanNode node) {
    double read = node.returned() + node.discarded();
    return node.isSeqScan()
        && node.returned() >= read * COMMON
        && node.actualRows() > node.planRows();
  }

  private static String action(Cause cause, PlanNode node, List<String> columns) {
    return switch (cause) {
      case OUTDATED -> "Analyze " + node.relation() + ", and let autovacuum do so earlier.";
      case DEPENDENT_COLUMNS ->
          "Create statistics on "
              + String.join(", ", columns)
              + " of "
              + node.relation()
              + ": the planner takes them for independent.";
      case UNEVEN_COLUMN ->
          "Raise the statistics target of "
              + node.relation()
              + "."
              + columns.get(0)
              + ": its values are less even than the planner knows.";
    };
  }

  private static Fix fix(Cause cause, PlanNode node, List<String> columns, PlanCase plan) {
    String schema = plan.schema(node);
    return switch (cause) {
      case OUTDATED ->
          new Fix.TableUpkeep(
              schema, node.relation(), false, Map.of("autovacuum_analyze_scale_factor", "0.02"));
      case DEPENDENT_COLUMNS ->
          new Fix.ExtendedStatistics(
              schema, node.relation(), columns.subList(0, Math.min(8, columns.size())));
      case UNEVEN_COLUMN ->
          new Fix.StatisticsTarget(schema, node.relation(), columns.get(0), TARGET);
    };
  }
}
