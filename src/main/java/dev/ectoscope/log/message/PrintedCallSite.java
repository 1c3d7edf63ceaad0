package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;

/** The call site that stands behind an arrow below a query, as ecto_sql 3.8 and later print it. */
public final class PrintedCallSite {

  public static final byte[] ARROW = "↳".getBytes(UTF_8);

  private static final String AT = ", at: ";

  /** Names of modules and functions have at most 255 characters each, as all atoms. */
  private static final int LONGEST = 2_048;

  private static final int BAD_NUMBER = -1;

  private PrintedCallSite() {}

  /** A part of a function's name would be taken for another function. */
  static boolean isCut(byte[] bytes, int arrow, int to) {
    return ByteScan.endsWith(
        bytes, arrow, ByteScan.trimEnd(bytes, arrow, to), QueryMessage.TRUNCATED);
  }

  /**
   * Reads the line behind the arrow.
   *
   * @param callSites those that were met before
   */
  static CallSite read(byte[] bytes, int afterArrow, int to, Interner<CallSite> callSites) {
    int from = afterArrow;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    int end = ByteScan.trimEnd(bytes, from, feed < 0 ? to : feed);
    return end == from ? CallSite.UNKNOWN : callSites.get(bytes, from, end);
  }

  /**
   * {@code Mod.fun/1, at: lib/x.ex:12}, or with {@code #12} as ecto_sql 3.8.0 prints it, or without
   * a place.
   */
  static CallSite of(String whole) {
    String printed = whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole;
    int at = printed.lastIndexOf(AT);
    if (at < 0) {
      return new CallSite(printed, "", 0);
    }
    String place = printed.substring(at + AT.length());
    int space = place.indexOf(' ');
    place = space < 0 ? place : place.substring(0, space);
    int mark = Math.max(place.lastIndexOf(':'), place.lastIndexOf('#'));
    int line = mark < 0 ? -1 : number(place.substring(mark + 1));
    String function = printed.substring(0, at);
    return line < 0
        ? new CallSite(function, place, 0)
        : new CallSite(function, place.substring(0, mark), line);
  }

  private static int number(String digits) {
    try {
      return digits.isEmpty() ? BAD_NUMBER : Integer.parseUnsignedInt(digits);
    } catch (NumberFormatException e) {
      return BAD_NUMBER;
    }
  }
}
