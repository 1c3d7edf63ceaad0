package dev.ectoscope.workload;

import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * A few executions picked evenly: those whose place has the smallest hash. Which ones depends
 * neither on the order of reading nor on how the input was cut.
 */
final class Sample {

  static final int KEPT = 4;

  private final List<Execution> executions = new ArrayList<>(1);
  private long greatest = Long.MAX_VALUE;

  /**
   * One of which is known that its place is at most {@link #greatest} and that it is not in here.
   */
  void addNew(Execution execution) {
    insert(execution);
  }

  /** What has a greater place is not kept. */
  long greatest() {
    return greatest;
  }

  void add(Sample other) {
    other.executions.forEach(this::add);
  }

  void add(Execution execution) {
    if (!executions.contains(execution)) {
      insert(execution);
    }
  }

  private void insert(Execution execution) {
    int at = executions.size();
    while (at > 0 && isBefore(execution, executions.get(at - 1))) {
      at--;
    }
    executions.add(at, execution);
    if (executions.size() > KEPT) {
      executions.remove(KEPT);
    }
    if (executions.size() == KEPT) {
      greatest = place(executions.get(KEPT - 1).position());
    }
  }

  private static boolean isBefore(Execution one, Execution other) {
    int byPlace = Long.compare(place(one.position()), place(other.position()));
    return byPlace < 0 || byPlace == 0 && one.position().compareTo(other.position()) < 0;
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
