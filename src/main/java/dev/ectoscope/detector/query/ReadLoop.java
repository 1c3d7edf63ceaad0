package dev.ectoscope.detector.query;

import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Repetition.Burst;
import dev.ectoscope.workload.Workload;
import java.util.List;

/**
 * A loop of reads: either over rows (the parameters differ, or the loop stands inside another one),
 * or the same question again and again.
 *
 * @param outer the statement of the loop around it, or null
 */
record ReadLoop(Loop loop, Statement outer) {

  /** All loops of reads in a workload. */
  static List<ReadLoop> in(Workload workload, Thresholds thresholds) {
    List<Loop> loops =
        workload.repetitions().stream()
            .filter(r -> r.statement().kind() == Kind.READ && !r.statement().shape().locking())
            .flatMap(r -> Loop.in(r, thresholds).stream())
            .toList();
    return loops.stream().map(l -> new ReadLoop(l, outerOf(l, loops))).toList();
  }

  boolean isOverRows() {
    return loop.parametersDiffer() || outer != null && loop.distinctParameters() > 1;
  }

  private static Statement outerOf(Loop inner, List<Loop> loops) {
    return loops.stream()
        .filter(l -> l != inner && l.parametersDiffer() && encloses(l, inner))
        .findFirst()
        .map(Loop::statement)
        .orElse(null);
  }

  private static boolean encloses(Loop outer, Loop inner) {
    for (Burst burst : inner.bursts()) {
      boolean enclosed =
          outer.bursts().stream()
              .anyMatch(b -> b.unit().key().equals(burst.unit().key()) && encloses(b, burst));
      if (!enclosed) {
        return false;
      }
    }
    return true;
  }

  /** Whether the inner executions come in runs, one run after most of the outer ones. */
  private static boolean encloses(Burst outer, Burst inner) {
    if (2 * inner.calls().size() < 3 * outer.calls().size()) {
      return false;
    }
    int followed = 0;
    for (int i = 0; i < outer.calls().size(); i++) {
      QueryCall from = outer.calls().get(i);
      QueryCall to = i + 1 < outer.calls().size() ? outer.calls().get(i + 1) : null;
      followed += inner.calls().stream().anyMatch(c -> isBetween(c, from, to)) ? 1 : 0;
    }
    boolean begins = outer.calls().get(0).compareTo(inner.calls().get(0)) < 0;
    return begins && 2 * followed > outer.calls().size();
  }

  private static boolean isBetween(QueryCall call, QueryCall from, QueryCall to) {
    return call.compareTo(from) > 0 && (to == null || call.compareTo(to) < 0);
  }
}
