package dev.ectoscope.workload;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the last of several units of work that likely ask alike, and how many units ran
 * just these: mostly the next one did, too.
 */
final class AskedTogether {

  private static final long[] NONE = {};

  private long[] asked = NONE;
  private long @Nullable [] units;
  private long bar;

  /**
   * Counts a unit if its statements are those of the last one; says whether they are.
   *
   * @param statements hashes in the order of asking, of which the first {@code count} are of the
   *     unit
   * @param leftOut bar of {@link Tally#sets}
   */
  boolean isAgain(long[] statements, int count, long leftOut) {
    if (units == null
        || bar != leftOut
        || !Arrays.equals(asked, 0, asked.length, statements, 0, count)) {
      return false;
    }
    units[0]++;
    return true;
  }

  /**
   * @param sum of the units that ran the statements, or null when it is left out
   */
  void was(long[] statements, int count, long @Nullable [] sum, long leftOut) {
    if (asked.length == count) {
      System.arraycopy(statements, 0, asked, 0, count);
    } else {
      asked = Arrays.copyOf(statements, count);
    }
    units = sum;
    bar = leftOut;
  }
}
