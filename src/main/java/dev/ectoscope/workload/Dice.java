package dev.ectoscope.workload;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Throws queries at random into a span of time, to see how likely it is that they look as if one
 * process had sent them one after the other. Always the same throws, so that a log is always read
 * alike.
 */
final class Dice {

  /** Clocks are printed in milliseconds: tenths of ms. */
  private static final long TICK = 10;

  private static final int THROWS = 1_000;
  private static final int MOST_QUERIES = 64;

  private final SplittableRandom random = new SplittableRandom(7);

  /**
   * Share of the throws after which each query may have begun after the one before it ended, as far
   * as clocks in milliseconds tell.
   *
   * @param times that the queries take, tenths of ms
   * @param span from the beginning of the first to that of the last, tenths of ms
   */
  double chanceOfOrder(long[] times, long span) {
    int size = Math.min(times.length, MOST_QUERIES);
    long part = span * size / times.length;
    long[] starts = new long[size];
    int ordered = 0;
    for (int i = 0; i < THROWS; i++) {
      for (int query = 1; query < size; query++) {
        starts[query] = (long) (random.nextDouble() * (part + 1));
      }
      Arrays.sort(starts);
      ordered += areInOrder(starts, times) ? 1 : 0;
    }
    return (ordered + 1.0) / (THROWS + 1.0);
  }

  private static boolean areInOrder(long[] starts, long[] times) {
    long earliest = Long.MIN_VALUE / 2;
    for (int i = 0; i < starts.length; i++) {
      long printed = (starts[i] + times[i]) / TICK * TICK;
      earliest = Math.max(printed, earliest + times[i]);
      if (earliest >= printed + TICK) {
        return false;
      }
    }
    return true;
  }
}
