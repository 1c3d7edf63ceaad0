package dev.ectoscope.detector.plan;

import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.postgres.plan.PlanDetails;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

@DetectorInfo(
    id = "sort-spill",
    title = "A sort or hash does not fit in memory and goes to disk",
    whyItMatters =
        """
        PostgreSQL writes the rows to temporary files, reads them back and merges them, each time \
        the query runs. The disk is shared with all other queries.""",
    whenItIsFine =
        """
        For a nightly report. work_mem counts for each step of each connection: raise it for the \
        one query, not for the server.""",
    evidence = {"plan"},
    bad =
        """
        # sorts 300,000 whole rows to show the first page
        Repo.all(from o in Order, order_by: [o.note, desc: o.placed_at])""",
    good =
        """
        Repo.transaction(fn ->
          Repo.query!("SET LOCAL work_mem = '64MB'")
          Repo.all(from o in Order, order_by: [o.note, desc: o.placed_at], select: [:id, :note])
        end)""",
    references = "https://www.postgresql.org/docs/current/runtime-config-resource.html")
public final class SortSpill implements PlanDetector {

  private static final double SPILLED_KB = 1024;
  private static final double SHARE = 0.05;

  /** A row in memory takes about twice what it takes in a temporary file. */
  private static final double IN_MEMORY = 2.2;

  /** Sorts and hashes in memory take about half as long. */
  private static final double GAIN = 0.5;

  /**
   * @param diskKb written to temporary files
   * @param memoryKb that would have been enough
   */
  private record Spill(PlanNode node, double diskKb, double memoryKb, String what) {}

  @Override
  public Optional<Symptom> symptom(PlanCase plan) {
    return plan.executed().stream()
        .map(SortSpill::spill)
        .flatMap(Optional::stream)
        .filter(s -> s.diskKb() >= SPILLED_KB && plan.times().share(s.node()) >= SHARE)
        .max(Comparator.comparingDouble(s -> plan.ownMs(s.node())))
        .map(s -> symptom(s, plan));
  }

  private static Optional<Spill> spill(PlanNode node) {
    PlanDetails.Memory memory = node.details().memory();
    if (memory.sortSpace().equals("Disk")) {
      double disk = memory.sortKb();
      return Optional.of(new Spill(node, disk, disk * IN_MEMORY, "sort"));
    }
    if (memory.diskKb() > 0) {
      double needed = Math.max(memory.peakKb(), 0) + memory.diskKb() * IN_MEMORY;
      return Optional.of(new Spill(node, memory.diskKb(), needed, "grouping"));
    }
    if (memory.batches() > 1 && node.nodeType().equals("Hash")) {
      double whole = Math.max(memory.peakKb(), 1) * memory.batches();
      return Optional.of(new Spill(node, whole - memory.peakKb(), whole, "hash join"));
    }
    return Optional.empty();
  }

  private static Symptom symptom(Spill spill, PlanCase plan) {
    PlanNode node = spill.node();
    double own = plan.ownMs(node) + joinMs(node, plan);
    String table = plan.tableBelow(node);
    String of = table.isEmpty() ? "" : " of " + table;
    String title = "The " + spill.what() + of + " goes to disk: " + Say.kb(spill.diskKb());
    List<Note> notes = new ArrayList<>();
    notes.add(
        Say.plan(
            "%s took %s of %s and wrote about %s to temporary files",
            Say.node(node), Say.ms(own), Say.ms(plan.times().totalMs()), Say.kb(spill.diskKb())));
    notes.add(
        Say.plan(
            "about %s of memory would have kept it there (estimated)", Say.kb(spill.memoryKb())));
    String workMem = plan.plan().run().settings().get("work_mem");
    if (workMem != null) {
      notes.add(Say.plan("work_mem was %s", workMem));
    }
    return new Symptom(
        node,
        title,
        own * GAIN,
        notes,
        WorkMemory.action(
            spill.memoryKb(),
            "Read fewer rows or columns: it is too much to keep in memory for one query."),
        WorkMemory.fix(spill.memoryKb(), plan));
  }

  /** The join above a hash reads the batches back. */
  private static double joinMs(PlanNode node, PlanCase plan) {
    PlanNode parent = plan.parent(node);
    return parent != null && node.nodeType().equals("Hash") ? plan.ownMs(parent) : 0;
  }
}
