package dev.ectoscope.workload;

import java.util.HashMap;
import java.util.Map;

/**
 * Queries by a name: a log may print a new one in each query. So many are told apart; the queries
 * of the others are counted as one.
 */
final class ByName {

  private static final String OTHERS = "(others)";

  private final Kept<String, long[]> counts;
  private long others;

  /**
   * @param names told apart at most
   */
  ByName(int names) {
    this.counts = new Kept<>(names, StatementSet::hash, (name, count) -> others += count[0]);
  }

  /**
   * @param name "" is one too
   */
  void count(String name, long times) {
    long[] count = counts.get(name, n -> new long[1]);
    if (count == null) {
      others += times;
    } else {
      count[0] += times;
    }
  }

  void add(ByName other) {
    lower(other.bar());
    others += other.others;
    other.counts.entries().forEach((name, count) -> count(name, count[0]));
  }

  void cut() {
    counts.cut();
  }

  long bar() {
    return counts.bar();
  }

  void lower(long bar) {
    counts.lower(bar);
  }

  /** Queries of names that are not told apart. */
  long others() {
    return others;
  }

  void restoreOthers(long queries) {
    others = queries;
  }

  /** Those told apart. */
  Map<String, long[]> told() {
    return counts.entries();
  }

  /**
   * With {@code (others)} for those not told apart if there are any.
   *
   * @param unnamed stands for ""
   */
  Map<String, Long> counts(String unnamed) {
    Map<String, Long> sums = new HashMap<>();
    counts
        .entries()
        .forEach((name, n) -> sums.merge(name.isEmpty() ? unnamed : name, n[0], Long::sum));
    if (others > 0) {
      sums.merge(OTHERS, others, Long::sum);
    }
    return sums;
  }
}
