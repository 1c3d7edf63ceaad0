package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where units of work of one name are counted, found once for many of them. What is left out later
 * on goes on being counted here, where nobody reads it: it never comes back.
 */
final class NamedUnit {

  private static final long[] NONE = {};

  final UnitName name;

  // Beside the name: to tell whose this is, nothing else has to be fetched.
  private final UnitKind kind;
  private final String text;

  /** See {@link Begun}; null when not asked for yet, or left out. */
  long @Nullable [] begun;

  /** See {@link Tally#names}; null when not asked for yet, or left out. */
  @Nullable UnitStatistics statistics;

  /**
   * Statements of the last of the units, in the order of asking: most units of a name ask alike.
   */
  private long[] asked = NONE;

  /** Units that ran these. */
  private long @Nullable [] units;

  private long bar;

  NamedUnit(UnitName name) {
    this.name = name;
    this.kind = name.kind();
    this.text = name.name();
  }

  boolean is(UnitKind otherKind, String otherName) {
    return kind == otherKind && (text == otherName || text.equals(otherName));
  }

  /**
   * Counts a unit if its statements are those of the last one; says whether they are.
   *
   * @param statements hashes, of which the first {@code count} are of the unit
   * @param leftOut bar of {@link Tally#sets}
   */
  boolean asksAgain(long[] statements, int count, long leftOut) {
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
  void asked(long[] statements, int count, long @Nullable [] sum, long leftOut) {
    if (asked.length == count) {
      System.arraycopy(statements, 0, asked, 0, count);
    } else {
      asked = Arrays.copyOf(statements, count);
    }
    units = sum;
    bar = leftOut;
  }
}
