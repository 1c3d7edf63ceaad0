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

  public boolean isPrinted() {
    return !text.isEmpty();
  }
}
