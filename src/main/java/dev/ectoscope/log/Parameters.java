package dev.ectoscope.log;

import java.util.Objects;

/**
 * The printed parameter list, an Elixir term: {@code [1, "x", ~U[…]]}. Values live in memory only
 * and are never written.
 *
 * @param hash of the printed bytes: equal lists have equal hashes
 * @param text as printed, including the brackets
 */
public record Parameters(long hash, String text) {

  public static final Parameters NONE = new Parameters(0, "[]");

  public Parameters {
    Objects.requireNonNull(text, "text is null");
  }
}
