package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

@DetectorInfo(
    id = "nested-loop-blowup",
    title = "A nested loop runs far more often than the planner believed",
    whyItMatters =
        """
        A nested loop repeats its inner side for each outer row. It is the best join for a handful \
        of rows and the worst for thousands; the planner chose it for the handful it expected.""",
    whenItIsFine = "When each repetition is a cheap index look-up and the rows are needed.",
    evidence = {"plan"},
    bad =
        """
        # the planner believes in 4 customers; there are 800
        Repo.all(from o in Order, join: c in assoc(o, :customer), where: c.country == ^a and c.city == ^b)""",
    good =
        """
        # tell the planner how the columns depend on each other
        execute("CREATE STATISTICS customers_country_city ON country, city FROM customers")
        execute("ANALYZE customers")""",
    references = "https://www.postgresql.org/docs/current/planner-stats.html")
public final class NestedLoopBlowup implements PlanDetector {

  private static final double LOOPS = 1_000;
  private static final double FACTOR = 10;
  private static final double SHARE = 0.3;

  /** What a hash join would have saved of the repeated look-ups. */
  private static final double GAIN = 0.6;

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .filter(n -> n.nodeType().equals("Nested Loop"))
        .flatMap(n -> inner(n).map(inner -> new LookUps(n, inner)).stream())
        .filter(l -> isBlownUp(l.join(), l.inner(), plan))
        .max(Comparator.comparingDouble(l -> plan.times().inclusiveMs(l.inner())))
        .map(l -> symptom(l.join(), l.inner(), plan));
  }

  /** A join and the node that it runs for each outer row. */
  private record LookUps(PlanNode join, PlanNode inner) {}

  private static boolean isBlownUp(PlanNode join, PlanNode inner, PlanCase plan) {
    double expected =
        Math.max(1, join.children().get(0).planRows()) * Math.max(1, join.actualLoops());
    double share = plan.times().inclusiveMs(inner) / Math.max(1e-9, plan.times().totalMs());
    boolean unexpected = inner.actualLoops() >= expected * FACTOR;
    return inner.actualLoops() >= LOOPS
        && share >= SHARE
        && (unexpected || discardsEachTime(inner));
  }

  /** A whole scan, or most of one, for each outer row. */
  private static boolean discardsEachTime(PlanNode inner) {
    PlanNode scan = inner.nodeType().equals("Materialize") ? inner.children().get(0) : inner;
    return scan.isSeqScan() && inner.discarded() + inner.returned() >= LOOPS * LOOPS;
  }

  private static Optional<PlanNode> inner(PlanNode join) {
    return join.children().stream().filter(c -> c.parentRelationship().equals("Inner")).findFirst();
  }

  private static Symptom symptom(PlanNode join, PlanNode inner, PlanCase plan) {
    PlanNode outer = join.children().get(0);
    String table = plan.tableBelow(inner);
    List<Note> notes = new ArrayList<>();
    notes.add(
        Say.plan(
            "%s ran %s times and took %s of %s",
            Say.node(inner),
            Say.rows(inner.actualLoops()),
            Say.ms(Math.min(plan.times().inclusiveMs(inner), plan.times().totalMs())),
            Say.ms(plan.times().totalMs())));
    notes.add(
        Say.plan(
            "the planner expected %s rows from %s, %s came",
            Say.rows(outer.planRows()), Say.node(outer), Say.rows(outer.actualRows())));
    return new Symptom(
        join,
        "%s is looked up %s times in a nested loop"
            .formatted(table.isEmpty() ? "The inner side" : table, Say.rows(inner.actualLoops())),
        Math.min(plan.times().inclusiveMs(inner), plan.times().totalMs()) * GAIN,
        notes,
        "Let the planner know how many rows "
            + outerTable(plan, outer)
            + " yields: ANALYZE it, or give it extended statistics.",
        List.of());
  }

  private static String outerTable(PlanCase plan, PlanNode outer) {
    String table = plan.tableBelow(outer);
    return table.isEmpty() ? "the outer side" : table;
  }
}
