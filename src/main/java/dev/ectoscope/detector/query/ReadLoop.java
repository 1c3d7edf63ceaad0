package dev.ectoscope.detector.query;

import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop of reads: either over rows (the parameters differ, or the loop stands inside another one),
 * or the same question again and again.
 *
 * @param outer the statement of the loop around it, or null
 */
record ReadLoop(Loop loop, @Nullable Statement outer) {

  /** All loops of reads in a workload. */
  static List<ReadLoop> in(Workload workload, Thresholds thresholds) {
    List<Loop> loops =
        workload.repetitions().stream()
            .filter(r -> r.statement().kind() == Kind.READ && !r.statement().shape().locking())
            .flatMap(r -> Loop.in(r, thresholds).stream())
            .toList();
    List<ReadLoop> reads = loops.stream().map(l -> new ReadLoop(l, outerOf(l, loops))).toList();
    return reads.stream().filter(read -> !read.isSaidWithin(reads)).toList();
  }

  /**
   * Without a call site nothing shows that the loop around another one stands elsewhere: the inner
   * one names it.
   */
  private boolean isSaidWithin(List<ReadLoop> reads) {
    return !loop.callSite().isKnown()
        && reads.stream()
            .anyMatch(
                inner ->
                    inner.outer == loop.statement()
                        && inner.loop.repetition().kind() == loop.repetition().kind()
                        && inner.loop.repetition().place() == loop.repetition().place());
  }

  boolean isOverRows() {
    return loop.parametersDiffer() || outer != null && loop.distinctParameters().count() > 1;
  }

  private static @Nullable Statement outerOf(Loop inner, List<Loop> loops) {
    return loops.stream()
        .filter(l -> l != inner && l.parametersDiffer() && encloses(l, inner))
        .findFirst()
        .map(Loop::statement)
        .orElse(null);
  }

  /** Whether every burst of the inner one stands inside the outer one's. */
  private static boolean encloses(Loop outer, Loop inner) {
    GroupKey key = outer.repetition().group().key();
    return outer.repetition().kind() == inner.repetition().kind()
        && outer.repetition().place() == inner.repetition().place()
        && inner.bursts().stream().allMatch(b -> b.inside().getOrDefault(key, 0L) == b.count());
  }
}
