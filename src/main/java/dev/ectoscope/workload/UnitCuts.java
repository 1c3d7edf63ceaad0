package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Cuts units in two that go on: for their size, or because an end may have been theirs. */
final class UnitCuts {

  private final int most;
  private final Consumer<OpenUnit> complete;
  private long full;

  /**
   * @param complete takes what the units were before the cut
   */
  UnitCuts(Limits limits, Consumer<OpenUnit> complete) {
    this.most = limits.callsInUnit();
    this.complete = complete;
  }

  /** Units cut because they had too many queries. */
  long full() {
    return full;
  }

  /** Cuts a unit that has as many queries as one may have. */
  void grown(OpenUnit unit) {
    if (unit.calls.size() >= most) {
      full++;
      split(unit);
    }
  }

  /** An end was one unit's or another's. */
  void mayBeAnyOf(List<OpenUnit> units, OpenUnit ended) {
    for (int i = 0; i < units.size(); i++) {
      mayBeEither(units.get(i), ended);
    }
  }

  /**
   * An end was one unit's or the other's: what goes on from here on may be either of them.
   *
   * @param unit goes on
   * @param ended taken for the one that ended
   */
  private void mayBeEither(OpenUnit unit, OpenUnit ended) {
    if (!unit.calls.isEmpty()) {
      split(unit);
    }
    Lives.confuse(unit, ended);
    unit.overtaken = unit.startClock < 0 ? unit.overtaken : 0;
    unit.startClock = Math.min(unit.startClock, ended.startClock);
    unit.latestStart = Math.max(unit.latestStart, ended.latestStart);
    if (!unit.name.equals(ended.name)) {
      unit.name = "";
      unit.action = "";
      unit.view = "";
    }
  }

  private void split(OpenUnit unit) {
    OpenUnit before = unit.copy();
    unit.calls = new ArrayList<>();
    unit.failures = List.of();
    unit.begins = true;
    complete.accept(before);
  }
}
