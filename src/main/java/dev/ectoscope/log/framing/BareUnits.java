package dev.ectoscope.log.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Header;

/**
 * Lines that begin or end a unit of work where a format prints {@code $message} alone: the whole
 * line is one, so that it is not taken for a part of the message above.
 */
public final class BareUnits {

  private static final byte[][] METHODS =
      ascii("GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /", "OPTIONS /");
  private static final byte[][] ENDS = ascii("Sent ", "Chunked ", "Replied in ");
  private static final byte[] PROCESSING = "Processing with ".getBytes(US_ASCII);
  private static final byte[] MOUNT = "MOUNT ".getBytes(US_ASCII);
  private static final byte[] HANDLE_EVENT = "HANDLE EVENT \"".getBytes(US_ASCII);
  private static final byte[] HANDLE_PARAMS = "HANDLE PARAMS in ".getBytes(US_ASCII);
  private static final byte[] JOINED = "JOINED ".getBytes(US_ASCII);
  private static final byte[] HANDLED = "HANDLED ".getBytes(US_ASCII);
  private static final byte[] OBAN = "\"source\":\"oban\"".getBytes(US_ASCII);
  private static final byte[] MILLIS = "ms".getBytes(US_ASCII);
  private static final byte[] MICROS = "\u00b5s".getBytes(java.nio.charset.StandardCharsets.UTF_8);
  private static final String FIRST = "GPDHOSCRMJ{";

  private BareUnits() {}

  private static byte[][] ascii(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

  /** Whether the line [from, lineEnd) is one; then the header says so. */
  public static boolean begins(byte[] b, int from, int lineEnd, Header header) {
    int at = ByteScan.skipColours(b, from, lineEnd);
    if (!begins(b, at, lineEnd)) {
      return false;
    }
    header.clear();
    header.bare();
    header.messageStart = at - from;
    return true;
  }

  private static boolean begins(byte[] b, int at, int lineEnd) {
    if (at + 8 > lineEnd || FIRST.indexOf(b[at]) < 0 || b[at] == 'S' && b[at + 2] != 'n') {
      return false;
    }
    int to = ByteScan.trimEnd(b, at, lineEnd);
    return switch (b[at]) {
      case 'S', 'C', 'R' -> isEnd(b, at, to);
      case 'M' -> isWord(b, at, to, MOUNT);
      case 'J' -> ByteScan.startsWith(b, at, to, JOINED) && isTimed(b, to);
      case '{' -> b[to - 1] == '}' && ByteScan.indexOf(b, OBAN, at, to) > 0;
      default -> isRequest(b, at, to) || isWord(b, at, to, PROCESSING) || isHandled(b, at, to);
    };
  }

  private static boolean isRequest(byte[] b, int at, int to) {
    for (byte[] method : METHODS) {
      if (ByteScan.startsWith(b, at, to, method)) {
        return ByteScan.indexOf(b, ' ', at + method.length, to) < 0;
      }
    }
    return false;
  }

  private static boolean isEnd(byte[] b, int at, int to) {
    for (byte[] end : ENDS) {
      if (ByteScan.startsWith(b, at, to, end)) {
        return isTimed(b, to);
      }
    }
    return false;
  }

  private static boolean isHandled(byte[] b, int at, int to) {
    return ByteScan.startsWith(b, at, to, HANDLE_EVENT)
        || ByteScan.startsWith(b, at, to, HANDLE_PARAMS)
        || ByteScan.startsWith(b, at, to, HANDLED) && isTimed(b, to);
  }

  /** Whether the word is followed by exactly one more. */
  private static boolean isWord(byte[] b, int at, int to, byte[] word) {
    return ByteScan.startsWith(b, at, to, word)
        && ByteScan.indexOf(b, ' ', at + word.length, to) < 0;
  }

  /** {@code … 12ms}. */
  private static boolean isTimed(byte[] b, int to) {
    boolean millis = ByteScan.endsWith(b, 0, to, MILLIS);
    int digit = to - (millis ? MILLIS.length : MICROS.length) - 1;
    return (millis || ByteScan.endsWith(b, 0, to, MICROS)) && ByteScan.isDigit(b[digit]);
  }
}
