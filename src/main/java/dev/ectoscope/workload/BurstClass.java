package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;

/**
 * What the executions of one query group inside one unit of work look like. Bursts that look alike
 * are counted together, so that detectors can tell loops from what only resembles them for every
 * unit, however many there are.
 *
 * @param kind of the unit
 * @param perUnit executions in each of the units that may be mixed in one; exact up to 32, above
 *     that the largest of 48, 64, 96, 128, … that it reaches
 * @param mixed whether the log may have mixed several units in one
 * @param parametersDiffer whether in one unit the parameters differ
 * @param held whether all executions ran on a connection held before: in a transaction
 * @param uninterrupted share of executions in the longest run without another statement between
 * @param pause median pause between the end of an execution and the start of the next, in tenths of
 *     a millisecond: the largest of 1, 2, 5, 10, 20, 50, … that it reaches; where other statements
 *     stand between, since the last of them, and 0 below 100 ms
 * @param afterFailure whether every execution but the last failed: what a retry looks like
 * @param lists whether an execution may have asked for a list of several keys at once, as batches
 *     do
 * @param place of a query group without a call site, where alone: one of {@value #PLACES} by the
 *     unit's action, else its name, so that loops of different pages are not taken for one; else 0
 */
public record BurstClass(
    UnitKind kind,
    int perUnit,
    boolean mixed,
    boolean parametersDiffer,
    boolean held,
    Uninterrupted uninterrupted,
    long pause,
    boolean afterFailure,
    boolean lists,
    int place)
    implements Comparable<BurstClass> {

  /** How much of a burst its longest run is. */
  public enum Uninterrupted {
    ALL,
    MOST,
    LESS
  }

  private static final int EXACT = 32;

  static final int PLACES = 64;

  /** The place of a unit's action or name; 0 when it has none. */
  static int placeOf(String name) {
    return name.isEmpty()
        ? 0
        : 1 + (int) Math.floorMod(DistinctCount.mix(name.hashCode()), (long) PLACES);
  }

  // Written out, as are equals and hashCode: each burst of a log is looked up by them.
  @Override
  public int compareTo(BurstClass other) {
    int order = kind.compareTo(other.kind);
    order = order != 0 ? order : Integer.compare(perUnit, other.perUnit);
    order = order != 0 ? order : Integer.compare(flags(), other.flags());
    order = order != 0 ? order : uninterrupted.compareTo(other.uninterrupted);
    order = order != 0 ? order : Long.compare(pause, other.pause);
    order = order != 0 ? order : Boolean.compare(afterFailure, other.afterFailure);
    order = order != 0 ? order : Boolean.compare(lists, other.lists);
    return order != 0 ? order : Integer.compare(place, other.place);
  }

  private int flags() {
    return (mixed ? 4 : 0) + (parametersDiffer ? 2 : 0) + (held ? 1 : 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BurstClass that && compareTo(that) == 0;
  }

  @Override
  public int hashCode() {
    return ((perUnit * 31 + place) * 31 + (int) pause) * 31 + flags();
  }

  static int roundedCalls(int perUnit) {
    if (perUnit <= EXACT) {
      return perUnit;
    }
    int power = Integer.highestOneBit(perUnit);
    return perUnit >= power + power / 2 ? power + power / 2 : power;
  }

  static long roundedPause(long pause) {
    long reached = 0;
    for (long decade = 1; decade <= pause && decade < Long.MAX_VALUE / 100; decade *= 10) {
      reached = pause >= 5 * decade ? 5 * decade : pause >= 2 * decade ? 2 * decade : decade;
    }
    return reached;
  }
}
