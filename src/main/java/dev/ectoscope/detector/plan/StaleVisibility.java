package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Fix;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@DetectorInfo(
    id = "stale-visibility",
    title = "An index-only scan goes to the table after all",
    whyItMatters =
        """
        Whether a row is visible stands in the visibility map, which only VACUUM fills. On pages \
        changed since then, an index-only scan looks each row up in the table, as an ordinary index \
        scan does.""",
    whenItIsFine =
        "On a table that changes faster than it can be vacuumed, or when few rows are read.",
    evidence = {"plan"},
    bad =
        """
        # autovacuum waits for changes to 20 % of a large table
        Repo.all(from v in Visit, where: v.room < 40, select: v.id)""",
    good =
        """
        # in a migration
        execute("ALTER TABLE visits SET (autovacuum_vacuum_scale_factor = 0.02)")""",
    references = "https://www.postgresql.org/docs/current/indexes-index-only-scans.html")
public final class StaleVisibility implements PlanDetector {

  private static final double FETCHES = 1_000;
  private static final double FETCHED_SHARE = 0.4;
  private static final double SHARE = 0.2;

  /** What is left is the walk through the index. */
  private static final double GAIN = 0.6;

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .filter(n -> n.nodeType().equals("Index Only Scan") && n.heapFetches() >= FETCHES)
        .filter(n -> fetchedShare(n) >= FETCHED_SHARE && plan.times().share(n) >= SHARE)
        .max(Comparator.comparingDouble(plan::ownMs))
        .map(n -> symptom(n, plan));
  }

  /** Heap fetches are counted over all loops. */
  private static double fetchedShare(PlanNode node) {
    return Math.min(1, node.heapFetches() / Math.max(1, node.returned() + node.discarded()));
  }

  private static Symptom symptom(PlanNode node, PlanCase plan) {
    Map<String, String> settings =
        Map.of(
            "autovacuum_vacuum_scale_factor", "0.02",
            "autovacuum_vacuum_insert_scale_factor", "0.02");
    return new Symptom(
        node,
        "The index-only scan of "
            + node.relation()
            + " looks up "
            + Say.rows(node.heapFetches())
            + " rows in the table",
        plan.ownMs(node) * fetchedShare(node) * GAIN,
        List.of(
            Say.plan(
                "%s took %s of %s: %s heap fetches for %s rows",
                Say.node(node),
                Say.ms(plan.ownMs(node)),
                Say.ms(plan.times().totalMs()),
                Say.rows(node.heapFetches()),
                Say.rows(node.returned()))),
        "Vacuum " + node.relation() + " now, and let autovacuum come earlier.",
        List.of(new Fix.TableUpkeep(plan.schema(node), node.relation(), true, settings)));
  }
}
