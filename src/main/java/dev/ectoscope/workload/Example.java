package dev.ectoscope.workload;

import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * The unit of work that shows something best: the one with the most of it, of several the one whose
 * key and place come first, so that it does not depend on the order of adding.
 */
final class Example {

  long weight = -1;
  private static final Position NOWHERE = new Position("", 0);

  Position begins = NOWHERE;
  @Nullable UnitOfWork unit;

  boolean isBetter(long candidate, OpenUnit of) {
    if (unit == null || candidate != weight) {
      return unit == null || candidate > weight;
    }
    int byKey = of.compareKey(unit.key());
    return byKey < 0 || byKey == 0 && of.calls.get(0).position().compareTo(begins) < 0;
  }

  /** Keeps it if it is better. */
  void offer(long candidate, OpenUnit of, int culprit, int most) {
    if (isBetter(candidate, of)) {
      show(candidate, of, of.example(culprit, most));
    }
  }

  void show(long candidate, OpenUnit of, UnitOfWork shown) {
    weight = candidate;
    begins = of.calls.get(0).position();
    unit = shown;
  }

  void add(Example other) {
    UnitOfWork its = other.unit;
    if (its == null) {
      return;
    }
    boolean better = unit == null || other.weight > weight;
    if (unit != null && other.weight == weight) {
      int byKey = its.key().compareTo(unit.key());
      better = byKey < 0 || byKey == 0 && other.begins.compareTo(begins) < 0;
    }
    if (better) {
      weight = other.weight;
      begins = other.begins;
      unit = its;
    }
  }
}
