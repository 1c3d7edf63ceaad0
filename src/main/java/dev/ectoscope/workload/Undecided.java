package dev.ectoscope.workload;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bursts that may be of one of several units of work, until what the log says further down has told
 * whose they are: what each of the units asks when it runs alone, or how often their function ran.
 * The units wait for them.
 */
final class Undecided {

  private static final int MOST_WAITING = 100_000;

  private final Deque<OpenUnit> waiting = new ArrayDeque<>();
  private final Habits habits;
  private final FunctionRuns functions;
  private final Consumer<OpenUnit> complete;
  private long calls;

  /**
   * @param complete takes the units and the bursts on which all is said
   */
  Undecided(Habits habits, FunctionRuns functions, Consumer<OpenUnit> complete) {
    this.habits = habits;
    this.functions = functions;
    this.complete = complete;
  }

  /** One of the burst's queries may be of the unit. */
  void mayBeOf(OpenUnit burst, OpenUnit unit) {
    burst.among.add(unit);
    unit.undecided++;
  }

  /** The unit gets no more queries, except those that a burst may hold. */
  void complete(OpenUnit unit) {
    if (unit.undecided == 0) {
      complete.accept(unit);
    } else {
      unit.waits = true;
      calls += unit.calls.size();
    }
  }

  /** A burst has ended. */
  void end(OpenUnit burst) {
    if (!burst.calls.isEmpty()) {
      functions.end(burst);
    }
    waiting.add(burst);
    calls += burst.calls.size();
    while (calls > MOST_WAITING) {
      settle(waiting.remove());
    }
  }

  private void settle(OpenUnit burst) {
    calls -= burst.calls.size();
    OpenUnit whose = burst.calls.isEmpty() ? null : whose(burst);
    if (whose != null) {
      whose.calls.addAll(burst.calls);
      calls += whose.waits ? burst.calls.size() : 0;
    } else if (!burst.calls.isEmpty()) {
      functions.settle(burst);
      complete.accept(burst);
    }
    for (OpenUnit unit : burst.among) {
      if (--unit.undecided == 0 && unit.waits) {
        calls -= unit.calls.size();
        complete.accept(unit);
      }
    }
    burst.among.clear();
  }

  /** What has an id may go on in another input. */
  private @Nullable OpenUnit whose(OpenUnit burst) {
    GroupKey site = burst.site;
    if (site == null || burst.among.stream().anyMatch(OpenUnit::isNamed)) {
      return null;
    }
    OpenUnit only = habits.only(burst.among, site);
    return only == null ? habits.goingOn(burst.among, site) : only;
  }

  /** The input ended. */
  void end() {
    while (!waiting.isEmpty()) {
      settle(waiting.remove());
    }
  }
}
