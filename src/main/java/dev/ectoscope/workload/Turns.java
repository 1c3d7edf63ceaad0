package dev.ectoscope.workload;

import java.util.Arrays;

/**
 * When units of work began and ended, in the order of the log: between two queries of one unit that
 * is not asked anything else no other unit takes over.
 */
final class Turns {

  /** Of so many the older half is forgotten. */
  private static final int MOST = 1 << 18;

  private long[] clocks = {};
  private int size;
  private int forgotten;

  /** A unit began or ended. */
  void add(long clock) {
    if (size == MOST) {
      System.arraycopy(clocks, MOST / 2, clocks, 0, MOST / 2);
      size = MOST / 2;
      forgotten += MOST / 2;
    }
    if (size == clocks.length) {
      clocks = Arrays.copyOf(clocks, Math.max(4, size * 2));
    }
    clocks[size++] = clock;
  }

  /** How many there were so far. */
  int count() {
    return forgotten + size;
  }

  /**
   * Whether a unit began or ended between two times, or may have: what was forgotten is not known.
   *
   * @param from number of turns before
   * @param to number of turns after
   * @param earliest clock
   * @param latest clock
   */
  boolean mayChange(int from, int to, long earliest, long latest) {
    boolean changes = from < forgotten;
    for (int i = from - forgotten; i < to - forgotten && !changes; i++) {
      changes = clocks[i] >= earliest && clocks[i] <= latest;
    }
    return changes;
  }
}
