package dev.ectoscope.log.message;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.log.bytes.ByteScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A statement text that was printed before, with what helps to recognise the next message that
 * prints it.
 */
final class KnownStatement {

  private static final int FIRST_OF_ARROW = 0xe2;

  final StatementText text;

  /** The text as printed. */
  final byte[] bytes;

  /** Whether the text alone cannot be taken for anything else; see {@link PlainQuery}. */
  final boolean plain;

  /** The statement that was printed after it last time, or null. */
  @Nullable KnownStatement next;

  /** Another that was printed after it, or null. */
  @Nullable KnownStatement nextBefore;

  /** The line of its call site as printed last time, or null. */
  byte @Nullable [] siteLine;

  /** What that line says. */
  CallSite site = CallSite.UNKNOWN;

  /**
   * @param bytes as printed, not to be changed
   */
  KnownStatement(StatementText text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
    this.plain = isPlain(bytes) && text.text().indexOf('\uFFFD') < 0;
  }

  private static boolean isPlain(byte[] bytes) {
    if (bytes.length == 0
        || !StatementLines.mayBeStatement(bytes[0])
        || StatementLines.isForeign(bytes, 0, bytes.length)
            && !TornMessages.beginsStatement(bytes, 0, bytes.length)
        || QueryHeader.isField(bytes, 0, bytes.length)
        || StatementLines.isOfOther(bytes, 0, bytes.length)) {
      return false;
    }
    byte before = ' ';
    for (byte b : bytes) {
      boolean maybeList = b == '[' && before == ' ';
      boolean control = b == '\n' || b == '\r' || b == ByteScan.ESCAPE;
      if (maybeList || control || b == (byte) FIRST_OF_ARROW) {
        return false;
      }
      before = b;
    }
    return true;
  }

  /** The end of the line at {@code at} if it is that of the call site, else -1. */
  int endOfSite(byte[] from, int at, int to) {
    byte[] line = requireNonNull(siteLine);
    int end = at + line.length;
    boolean whole = line[line.length - 1] == '\n';
    return whole && end <= to && Arrays.equals(from, at, end, line, 0, line.length) ? end : -1;
  }

  /** Whether [from, to) begins with the text, a space and a bracket. */
  boolean isAt(byte[] from, int at, int to) {
    int end = at + bytes.length;
    return end + 1 < to
        && from[end] == ' '
        && from[end + 1] == '['
        && Arrays.equals(from, at, end, bytes, 0, bytes.length);
  }
}
