package dev.ectoscope.workload;

import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few executions picked evenly: those whose place has the smallest hash. Which ones depends
 * neither on the order of reading nor on how the input was cut.
 */
final class Sample {

  static final int KEPT = 4;

  private static final long[] NONE = {};

  private final List<Execution> executions = new ArrayList<>(1);

  // Their places, so that none of them has to be fetched to find that of another.
  private long[] places = NONE;

  /**
   * One that is not in here.
   *
   * @param place at most {@link #greatest}
   */
  void addNew(Execution execution, long place) {
    int at = executions.size();
    while (at > 0 && isBefore(execution, place, at - 1)) {
      at--;
    }
    if (executions.size() == places.length) {
      places = Arrays.copyOf(places, Math.min(KEPT + 1, 2 * places.length + 1));
    }
    System.arraycopy(places, at, places, at + 1, executions.size() - at);
    places[at] = place;
    executions.add(at, execution);
    if (executions.size() > KEPT) {
      executions.remove(KEPT);
    }
  }

  /** What has a greater place is not kept. */
  long greatest() {
    return executions.size() < KEPT ? Long.MAX_VALUE : places[KEPT - 1];
  }

  void add(Sample other) {
    other.executions.forEach(this::add);
  }

  void add(Execution execution) {
    if (!executions.contains(execution)) {
      addNew(execution, place(execution.position()));
    }
  }

  private boolean isBefore(Execution one, long place, int other) {
    return place < places[other]
        || place == places[other] && one.position().compareTo(executions.get(other).position()) < 0;
  }

  List<Execution> list() {
    return List.copyOf(executions);
  }

  /** SplitMix64's finish: neighbouring lines come out far apart. */
  static long place(Position position) {
    long mixed = position.line() + position.input().hashCode() * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
