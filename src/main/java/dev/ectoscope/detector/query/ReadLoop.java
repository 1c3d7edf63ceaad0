package dev.ectoscope.detector.query;

import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            .filter(r -> r.statement().kind() == Kind.READ && !LookAlike.isQueue(r.statement()))
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

  /**
   * Whether each execution, though it asks for a list of keys, follows one that asked for one row's
   * key: {@code preload} of one struct at a time, of an association through another one.
   *
   * @param reads all loops of the workload
   */
  boolean isBatchPerRow(List<ReadLoop> reads) {
    GroupKey own = loop.repetition().group().key();
    Map<GroupKey, Integer> before = new HashMap<>();
    int executions = 0;
    GroupKey last = null;
    for (QueryCall call : loop.example().calls()) {
      if (call.key().equals(own)) {
        executions++;
        if (last != null) {
          before.merge(last, 1, Integer::sum);
        }
      }
      last = call.key();
    }
    int most = executions;
    return reads.stream()
        .filter(read -> before.containsKey(read.loop.repetition().group().key()))
        .filter(read -> read.isOverRows() && read.loop.isKeyByKey())
        .filter(read -> !LookAlike.isPage(read.loop.statement().shape(), Samples.of(read.loop)))
        .map(read -> before.getOrDefault(read.loop.repetition().group().key(), 0))
        .anyMatch(times -> 3 * times >= 2 * most);
  }

  private static @Nullable Statement outerOf(Loop inner, List<Loop> loops) {
    // Most loops stand in no other one; comparing each with each takes minutes where tenants have
    // schemas, and so statements, of their own.
    Set<GroupKey> around = inner.bursts().get(0).inside().keySet();
    return around.isEmpty()
        ? null
        : loops.stream()
            .filter(l -> around.contains(l.repetition().group().key()))
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
