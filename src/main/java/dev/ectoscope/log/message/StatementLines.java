package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;

/**
 * Where a statement begins and ends among the lines of a message, into which lines of others may
 * have come.
 */
final class StatementLines {

  private static final byte[] PARAMETERS = "Parameters: ".getBytes(US_ASCII);
  private static final byte[] PIPELINES = "Pipelines: [".getBytes(US_ASCII);

  private StatementLines() {}

  /** Whether a statement may begin with a byte. */
  static boolean mayBeStatement(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == '('
        || b == '/'
        || b == '-'
        || b == '"'
        || b == '`'
        || b == ';'
        || b == '<'
        || b < 0;
  }

  /** Where the statement begins: lines of another message may have come in between. */
  static int skipForeign(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int start = at;
      while (start < to && ByteScan.isBlank(bytes[start])) {
        start++;
      }
      if (!isOfOther(bytes, start, to)) {
        return start;
      }
      int feed = ByteScan.indexOf(bytes, '\n', start, to);
      at = feed < 0 ? to : feed + 1;
    }
    return to;
  }

  /** Whether the line at {@code at} belongs to a message that is no query. */
  static boolean isOfOther(byte[] bytes, int at, int to) {
    return ByteScan.startsWith(bytes, at, to, PrintedCallSite.ARROW)
        || ByteScan.startsWith(bytes, at, to, PARAMETERS)
        || ByteScan.startsWith(bytes, at, to, PIPELINES);
  }

  /** After the arrow's line and the frames below it, which are indented by two spaces. */
  static int afterFrames(byte[] bytes, int arrow, int to) {
    int at = arrow;
    while (true) {
      int feed = ByteScan.indexOf(bytes, '\n', at, to);
      if (feed < 0) {
        return to;
      }
      at = feed + 1;
      if (at + 1 >= to || bytes[at] != ' ' || bytes[at + 1] != ' ') {
        return at;
      }
    }
  }

  /**
   * The end of the first line that ends in a parameter list and is not followed by more of the
   * statement: what stands below was printed by something else.
   */
  static int endOfFirst(byte[] bytes, int from, int to) {
    int start = from;
    int feed = ByteScan.indexOf(bytes, '\n', start, to);
    if (feed < 0 || ByteScan.trimEnd(bytes, from, to) <= feed) {
      return to;
    }
    int lastList = to;
    while (start < to) {
      int lineEnd = feed < 0 ? to : feed;
      int end = ByteScan.trimEnd(bytes, start, lineEnd);
      boolean lists =
          end > start && bytes[end - 1] == ']' && ParameterList.find(bytes, start, end, false) >= 0;
      if (lists && (start > from || bytes[start] != '[')) {
        lastList = end;
        if (lineEnd + 1 >= to || isForeign(bytes, lineEnd + 1, to)) {
          return end;
        }
      }
      start = lineEnd + 1;
      feed = ByteScan.indexOf(bytes, '\n', start, to);
    }
    return lastList;
  }

  /** Whether a line cannot go on with a statement: a result, an error, another statement. */
  static boolean isForeign(byte[] bytes, int at, int to) {
    byte b = bytes[at];
    return b == '['
        || b == '{'
        || b == '%'
        || b == '*'
        || b == '#'
        || b == '\n'
        || b == '"'
        || b == ':'
        || TornMessages.beginsStatement(bytes, at, to);
  }

  /** Start of the first line that begins a statement, or -1. */
  static int nextStatement(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (TornMessages.beginsStatement(bytes, at, to)) {
        return at;
      }
      int feed = ByteScan.indexOf(bytes, '\n', at, to);
      at = feed < 0 ? to : feed + 1;
    }
    return -1;
  }

  /** Start of the first line that begins with an arrow, or -1. */
  static int findArrow(byte[] bytes, int from, int to) {
    int feed = from - 1;
    while ((feed = ByteScan.indexOf(bytes, '\n', feed + 1, to)) >= 0) {
      if (ByteScan.startsWith(bytes, feed + 1, to, PrintedCallSite.ARROW)) {
        return feed + 1;
      }
    }
    return -1;
  }
}
