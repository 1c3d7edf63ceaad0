package dev.ectoscope.log;

import java.util.Objects;

/**
 * The printed parameter list, an Elixir term: {@code [1, "x", ~U[…]]}. Values live in memory only
 * and are never written.
 *
 * @param hash of the printed bytes: equal lists have equal hashes
 * @param text as printed, including the brackets, or "" when the log does not print the list that
 *     the statement takes
 */
public record Parameters(long hash, String text) {

  public static final Parameters NONE = new Parameters(0, "[]");

  public Parameters {
    Objects.requireNonNull(text, "text is null");
  }

  /**
   * Of a statement that takes parameters which the log leaves out. Nothing says that two such lists
   * are equal, so their hashes differ.
   */
  static Parameters notPrinted(StatementText statement, long line) {
    boolean takesSome = statement.text().contains("$1") || statement.text().contains("?");
    return takesSome ? new Parameters(line * 0x9E3779B97F4A7C15L + 1, "") : NONE;
  }

  /**
   * Whether a list among the values may hold several: {@code [[1, 2]]}, not {@code [[1]]}. What the
   * log leaves out, or cuts, may.
   */
  public boolean mayHoldSeveral() {
    int list = text.indexOf('[', 1);
    if (list < 0) {
      return !isPrinted();
    }
    if (!text.endsWith("]")) {
      return true;
    }
    StringBuilder open = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = endOfString(i);
      } else if (c == '[' || c == '{' || c == '(' || c == '<') {
        open.append(c);
      } else if (c == ']' || c == '}' || c == ')' || c == '>') {
        open.setLength(Math.max(0, open.length() - 1));
      } else if (c == ',' && open.length() > 0 && open.charAt(open.length() - 1) == '[') {
        return true;
      }
    }
    return false;
  }

  /**
   * Hash of the values from {@code $first} on: what an UPDATE asks for, without what it sets.
   *
   * @param first 1 for all
   */
  public long hashFrom(int first) {
    int from = first <= 1 || !text.endsWith("]") ? -1 : startOf(first);
    return from < 0 ? hash : first * 0x9E3779B97F4A7C15L + text.substring(from).hashCode();
  }

  /** Where the value of a parameter begins, or -1. */
  private int startOf(int parameter) {
    int number = 1;
    int depth = 0;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        i = endOfString(i);
      } else if ("[{(<".indexOf(c) >= 0) {
        depth++;
      } else if ("]})>".indexOf(c) >= 0) {
        depth--;
      } else if (c == ',' && depth == 0 && ++number == parameter) {
        return i + 1;
      }
    }
    return -1;
  }

  private int endOfString(int quote) {
    int at = quote + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return at;
  }

  public boolean isPrinted() {
    return !text.isEmpty();
  }
}
