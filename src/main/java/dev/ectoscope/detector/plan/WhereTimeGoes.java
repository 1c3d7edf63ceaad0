package dev.ectoscope.detector.plan;

import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanRun;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.review.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The dearest steps of a plan in words. */
public final class WhereTimeGoes {

  private static final int STEPS = 3;
  private static final double WORTH_SAYING = 0.1;
  private static final double LEAST_MS = 1;

  private WhereTimeGoes() {}

  /** At most three steps with at least a tenth of the whole, and what is outside the steps. */
  public static List<Note> in(Plan plan) {
    PlanTimes times = PlanTimes.of(plan);
    if (!times.isTimed() && Double.isNaN(plan.totalCost())) {
      return List.of(Say.plan("The plan prints neither times nor costs: leave out TIMING OFF."));
    }
    List<Note> notes = new ArrayList<>();
    times.dearest().stream()
        .limit(STEPS)
        .filter(n -> notes.isEmpty() || times.share(n) >= WORTH_SAYING)
        .forEach(n -> notes.add(times.isTimed() ? measured(n, times) : planned(n, plan, times)));
    besides(plan, times, notes);
    return notes;
  }

  private static Note measured(PlanNode node, PlanTimes times) {
    return Say.plan(
        "%s takes %s of %s (%s): %s",
        Say.node(node),
        Say.ms(times.ownMs(node)),
        Say.ms(times.totalMs()),
        Say.percent(times.share(node)),
        work(node));
  }

  private static Note planned(PlanNode node, Plan plan, PlanTimes times) {
    return Say.plan(
        "%s has %s of the planner's cost of %s (planned, not run)",
        Say.node(node), Say.rows(times.ownCost(node)), Say.rows(plan.totalCost()));
  }

  /** What the step does for its time. */
  private static String work(PlanNode node) {
    StringBuilder work = new StringBuilder();
    work.append("returns ").append(Say.rows(node.returned())).append(" rows");
    if (node.discarded() > 0) {
      work.append(", throws ").append(Say.rows(node.discarded())).append(" away");
    }
    if (node.actualLoops() > 1) {
      work.append(", in ").append(Say.rows(node.actualLoops())).append(" loops");
    }
    if (node.details().memory().sortSpace().equals("Disk")) {
      work.append(", sorts on disk");
    }
    if (node.details().io().readMs() >= LEAST_MS) {
      work.append(", ").append(Say.ms(node.details().io().readMs())).append(" reading from disk");
    }
    return work.toString();
  }

  private static void besides(Plan plan, PlanTimes times, List<Note> notes) {
    PlanRun.Jit jit = plan.run().jit();
    if (jit.totalMs() >= LEAST_MS && jit.totalMs() >= times.totalMs() * WORTH_SAYING) {
      notes.add(Say.plan("%s of it compiling expressions (JIT)", Say.ms(jit.totalMs())));
    }
    if (plan.planningMs() >= LEAST_MS && plan.planningMs() >= times.totalMs() * WORTH_SAYING) {
      notes.add(Say.plan("%s planning before that", Say.ms(plan.planningMs())));
    }
    plan.run().triggers().stream()
        .filter(t -> t.ms() >= LEAST_MS && t.ms() >= times.totalMs() * WORTH_SAYING)
        .max(Comparator.comparingDouble(PlanRun.Trigger::ms))
        .ifPresent(
            t ->
                notes.add(
                    Say.plan("%s in trigger %s, %d calls", Say.ms(t.ms()), t.name(), t.calls())));
  }

  /** What to look at first. */
  static String advice(Plan plan) {
    PlanNode worst = PlanTimes.of(plan).dearest().get(0);
    return switch (worst.nodeType()) {
      case "Sort", "Incremental Sort" ->
          "Sort fewer rows: filter or limit before the sort, or let an index give the order.";
      case "Aggregate", "Group", "Unique" ->
          "Count or group less at once: narrow the period, or keep the result in a table.";
      case "Seq Scan", "Bitmap Heap Scan", "Index Scan", "Index Only Scan" ->
          "Read fewer rows of " + worst.relation() + ": it is where the time goes.";
      case "Nested Loop", "Hash Join", "Merge Join", "Hash" ->
          "Join fewer rows: filter before the join.";
      default -> "Change the part of the plan that takes the time.";
    };
  }
}
