package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.bytes.ByteScan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The printed parameter list, an Elixir term: {@code [1, "x", ~U[…]]}. Values live in memory only
 * and are never written.
 */
public final class Parameters {

  public static final Parameters NONE = new Parameters(0, "[]");

  /** Bytes of a list that is worth keeping whole: thousands of keys, or a long text. */
  private static final int LONGEST_KEPT = 1 << 16;

  private final long hash;
  private final byte[] printed;

  /** Where a list that is not printed would stand, else null. */
  private final @Nullable Position place;

  // Made when first asked for: of most lists nobody asks.
  private @Nullable String text;

  /**
   * @param hash of the printed bytes: equal lists have equal hashes
   * @param text as printed, including the brackets, or "" when the log does not print the list that
   *     the statement takes
   */
  public Parameters(long hash, String text) {
    this.hash = hash;
    this.text = requireNonNull(text, "text is null");
    this.printed = text.getBytes(UTF_8);
    this.place = null;
  }

  private Parameters(long hash, byte[] printed, @Nullable Position place) {
    this.hash = hash;
    this.printed = printed;
    this.place = place;
  }

  /** The list in [from, to). */
  public static Parameters of(byte[] bytes, int from, int to) {
    return to - from == 2
        ? NONE
        : new Parameters(ByteScan.hash(bytes, from, to), Arrays.copyOfRange(bytes, from, to), null);
  }

  /**
   * Of a statement that takes parameters which the log leaves out. Nothing says that two such lists
   * are equal, so their hashes differ.
   */
  public static Parameters notPrinted(StatementText statement, Position place) {
    boolean takesSome = statement.text().contains("$1") || statement.text().contains("?");
    return takesSome ? new Parameters(0, new byte[0], place) : NONE;
  }

  /** To be kept: of a list of megabytes, as bulk inserts have, the beginning, as of one cut off. */
  public Parameters kept() {
    return printed.length <= LONGEST_KEPT
        ? this
        : new Parameters(hash, Arrays.copyOf(printed, LONGEST_KEPT), place);
  }

  /** Of a statement that is cut before its list: whether it takes any is not known either. */
  public static Parameters cutOff(Position place) {
    return new Parameters(0, new byte[0], place);
  }

  /** Equal for equal lists. */
  public long hash() {
    return place == null ? hash : place.line() * 0x9E3779B97F4A7C15L + 1;
  }

  /** As printed; bytes that are not UTF-8 are U+FFFD. */
  public String text() {
    String known = text;
    if (known == null) {
      known = new String(printed, UTF_8);
      text = known;
    }
    return known;
  }

  public boolean isPrinted() {
    return printed.length > 0;
  }

  /**
   * Whether a list among the values may hold several: {@code [[1, 2]]}, not {@code [[1]]}. What the
   * log leaves out, or cuts, may.
   */
  public boolean mayHoldSeveral() {
    byte[] b = printed;
    if (ByteScan.indexOf(b, '[', Math.min(1, b.length), b.length) < 0) {
      return b.length == 0;
    }
    if (!isWhole()) {
      return true;
    }
    byte[] open = new byte[b.length];
    int depth = 0;
    for (int i = 1; i < b.length; i++) {
      byte c = b[i];
      if (c == '"') {
        i = endOfString(i);
      } else if (opens(c)) {
        open[depth++] = c;
      } else if (closes(c)) {
        depth = Math.max(0, depth - 1);
      } else if (c == ',' && depth > 0 && open[depth - 1] == '[') {
        return true;
      }
    }
    return false;
  }

  private static boolean opens(byte c) {
    return c == '[' || c == '{' || c == '(' || c == '<';
  }

  private static boolean closes(byte c) {
    return c == ']' || c == '}' || c == ')' || c == '>';
  }

  private boolean isWhole() {
    return printed.length > 0 && printed[printed.length - 1] == ']';
  }

  /**
   * Hash of the values from {@code $first} on: what an UPDATE asks for, without what it sets.
   *
   * @param first 1 for all
   */
  public long hashFrom(int first) {
    int from = first <= 1 || !isWhole() ? -1 : startOf(first);
    return from < 0
        ? hash()
        : first * 0x9E3779B97F4A7C15L
            + new String(printed, from, printed.length - from, UTF_8).hashCode();
  }

  /** Where the value of a parameter begins, or -1. */
  private int startOf(int parameter) {
    int number = 1;
    int depth = 0;
    for (int i = 1; i < printed.length; i++) {
      byte c = printed[i];
      if (c == '"') {
        i = endOfString(i);
      } else if (opens(c)) {
        depth++;
      } else if (closes(c)) {
        depth--;
      } else if (c == ',' && depth == 0 && ++number == parameter) {
        return i + 1;
      }
    }
    return -1;
  }

  private int endOfString(int quote) {
    int at = quote + 1;
    while (at < printed.length && printed[at] != '"') {
      at += printed[at] == '\\' ? 2 : 1;
    }
    return at;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameters that
        && hash() == that.hash()
        && Arrays.equals(printed, that.printed);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash());
  }

  /** Values are not for logs. */
  @Override
  public String toString() {
    return "[…]";
  }
}
