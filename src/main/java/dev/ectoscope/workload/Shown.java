package dev.ectoscope.workload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Examples of one unit of work. Each of its queries is made once, and neighbours share theirs: a
 * large unit may be the example of thousands of statements.
 */
final class Shown {

  private final QueryCall[] calls;
  private final Map<Integer, UnitOfWork> made = new HashMap<>(2);

  Shown(int calls) {
    this.calls = new QueryCall[calls];
  }

  /** Whether the unit has got no more queries since. */
  boolean isOf(OpenUnit unit) {
    return calls.length == unit.calls.size();
  }

  /**
   * The same for neighbours, whoever asked before: saved, one example of two statements is one.
   *
   * @param culprit query that is to be in it
   * @param most queries in it
   */
  UnitOfWork example(OpenUnit unit, int culprit, int most) {
    return made.computeIfAbsent(
        first(culprit, most), from -> made(unit, from, Math.min(calls.length, from + most)));
  }

  /** Some of what went before stands in it, too. */
  private int first(int culprit, int most) {
    if (calls.length <= most) {
      return 0;
    }
    int step = Math.max(1, most / 6);
    return Math.max(0, (culprit - most / 3) / step * step);
  }

  private UnitOfWork made(OpenUnit unit, int first, int end) {
    for (int i = first; i < end; i++) {
      if (calls[i] == null) {
        calls[i] = unit.calls.get(i).tiedTo(null);
      }
    }
    List<QueryCall> some = Arrays.asList(Arrays.copyOfRange(calls, first, end));
    return new UnitOfWork(
        unit.key(),
        unit.kind,
        unit.name,
        unit.view,
        unit.overlapping,
        unit.duration,
        some,
        calls.length - some.size());
  }
}
