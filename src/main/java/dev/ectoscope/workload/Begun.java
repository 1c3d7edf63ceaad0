package dev.ectoscope.workload;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often lines of the log said that something of a name begins, whether or not it asked
 * anything: requests, LiveView callbacks and jobs by their names, and the actions that requests
 * run, {@code PostController.index}.
 */
final class Begun {

  private final Kept<UnitName, long[]> counts;

  /**
   * @param names told apart at most
   */
  Begun(int names) {
    this.counts = new Kept<>(names, UnitName::order, (name, count) -> {});
  }

  void add(NamedUnit named) {
    long[] sum = named.begun;
    if (sum == null) {
      sum = counts.get(named.name, n -> new long[1]);
      named.begun = sum;
    }
    if (sum != null) {
      sum[0]++;
    }
  }

  void add(UnitName name, long times) {
    long[] sum = counts.get(name, n -> new long[1]);
    if (sum != null) {
      sum[0] += times;
    }
  }

  void add(Begun other) {
    lower(other.bar());
    other.counts.entries().forEach((name, count) -> add(name, count[0]));
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

  /** Whether some names are not told apart. */
  boolean isCut() {
    return counts.isCut();
  }

  /** In order of the names. */
  Map<UnitName, Long> counts() {
    Map<UnitName, Long> sorted = new TreeMap<>();
    counts.entries().forEach((name, count) -> sorted.put(name, count[0]));
    return sorted;
  }
}
