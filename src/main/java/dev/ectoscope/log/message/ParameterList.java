package dev.ectoscope.log.message;

import dev.ectoscope.log.bytes.ByteScan;

/**
 * Finds the printed parameter list, an Elixir term in brackets, at the end of a statement's last
 * line.
 */
final class ParameterList {

  private static final int OPEN = -1;
  private static final int NOT_A_LIST = -2;

  private ParameterList() {}

  /**
   * The start of the list that ends exactly at {@code to}: the first {@code [} after a space or at
   * the line's start whose matching bracket is the last byte.
   *
   * @param mayBeCut also accept a list that is still open at {@code to}
   * @return index of the bracket, or -1
   */
  static int find(byte[] bytes, int lineStart, int to, boolean mayBeCut) {
    int open = -1;
    int at = lineStart;
    while ((at = ByteScan.indexOf(bytes, '[', at, to)) >= 0) {
      if (at == lineStart || bytes[at - 1] == ' ') {
        int end = close(bytes, at, to);
        if (end == to - 1) {
          return at;
        }
        if (end == OPEN && open < 0) {
          open = at;
        }
      }
      at++;
    }
    return mayBeCut ? open : -1;
  }

  /** Index of the bracket that closes the one at {@code from}; strings are jumped over. */
  private static int close(byte[] bytes, int from, int to) {
    int depth = 0;
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == '[') {
        depth++;
      } else if (b == ']') {
        if (--depth == 0) {
          return at;
        }
      } else if (b == '"') {
        at = endOfString(bytes, at, to);
      } else if (b == '\n') {
        return NOT_A_LIST;
      }
    }
    return OPEN;
  }

  private static int endOfString(byte[] bytes, int quote, int to) {
    for (int at = quote + 1; at < to; at++) {
      byte b = bytes[at];
      if (b == '\\') {
        at++;
      } else if (b == '"') {
        return at;
      }
    }
    return to;
  }
}
