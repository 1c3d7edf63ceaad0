package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.List;

/** The few slowest executions, of equally slow ones those that come first in the log. */
final class Slowest {

  static final int KEPT = 4;

  private final List<Execution> executions = new ArrayList<>(1);
  private long least = -1;

  /** One of which is known that it is slower than {@link #least} and not yet in here. */
  void addNew(Execution execution) {
    insert(execution);
  }

  /** What is no slower is not kept. */
  long least() {
    return least;
  }

  void add(Slowest other) {
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
    least = executions.size() == KEPT ? executions.get(KEPT - 1).db() : -1;
  }

  private static boolean isBefore(Execution one, Execution other) {
    return one.db() > other.db()
        || one.db() == other.db() && one.position().compareTo(other.position()) < 0;
  }

  List<Execution> list() {
    return List.copyOf(executions);
  }
}
