package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.plan.PlanNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

@DetectorInfo(
    id = "lossy-bitmap",
    title = "A bitmap of rows outgrows its memory",
    whyItMatters =
        """
        When work_mem cannot hold one bit for each row, PostgreSQL remembers whole pages only. It \
        then reads every row of those pages and checks the condition again.""",
    whenItIsFine = "When the query runs rarely, or few of its pages are concerned.",
    evidence = {"plan"},
    bad =
        """
        # 200,000 rows by one condition, with work_mem = 4 MB
        Repo.all(from o in Order, where: o.total > 100)""",
    good =
        """
        Repo.transaction(fn ->
          Repo.query!("SET LOCAL work_mem = '16MB'")
          Repo.all(from o in Order, where: o.total > 100)
        end)""",
    references = "https://www.postgresql.org/docs/current/using-explain.html")
public final class LossyBitmap implements PlanDetector {

  private static final double LOSSY_SHARE = 0.1;
  private static final long LOSSY_BLOCKS = 100;
  private static final double SHARE = 0.1;

  /** A page of the bitmap takes about 50 bytes in a hash table that is at most half full. */
  private static final double KB_PER_PAGE = 0.12;

  private static final double GAIN = 0.5;

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .filter(n -> n.details().bitmap().lossy() >= LOSSY_BLOCKS && lossyShare(n) >= LOSSY_SHARE)
        .filter(n -> plan.times().share(n) >= SHARE)
        .max(Comparator.comparingDouble(plan::ownMs))
        .map(n -> symptom(n, plan));
  }

  private static double lossyShare(PlanNode node) {
    double exact = Math.max(0, node.details().bitmap().exact());
    double lossy = node.details().bitmap().lossy();
    return lossy / (exact + lossy);
  }

  private static Symptom symptom(PlanNode node, PlanCase plan) {
    double pages = Math.max(0, node.details().bitmap().exact()) + node.details().bitmap().lossy();
    double needed = pages * KB_PER_PAGE;
    double rechecked = node.details().discarded().byRecheck() * node.actualLoops();
    return new Symptom(
        node,
        Say.percent(lossyShare(node))
            + " of the pages of "
            + node.relation()
            + " are read whole: the bitmap outgrew its memory",
        plan.ownMs(node) * lossyShare(node) * GAIN,
        List.of(
            Say.plan(
                "%s took %s of %s: %s of %s pages were lossy, %s rows were read and thrown away",
                Say.node(node),
                Say.ms(plan.ownMs(node)),
                Say.ms(plan.times().totalMs()),
                Say.rows(node.details().bitmap().lossy()),
                Say.rows(pages),
                Say.rows(Double.isNaN(rechecked) ? 0 : rechecked))),
        WorkMemory.action(needed, "Read fewer rows at once."),
        WorkMemory.fix(needed, plan));
  }
}
