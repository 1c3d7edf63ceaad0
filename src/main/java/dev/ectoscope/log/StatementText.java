package dev.ectoscope.log;

import dev.ectoscope.sql.Literals;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One distinct statement text of a log, shared by all queries that printed it: its fingerprint is
 * computed once.
 *
 * @param text as printed, without parameters
 * @param fingerprint see {@link dev.ectoscope.sql.Fingerprint}
 * @param literals the values written into it
 * @param firstAsked number of the first parameter that says which rows: of an UPDATE the first
 *     after WHERE, else 1
 */
public record StatementText(String text, String fingerprint, Literals literals, int firstAsked) {

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,5})");

  /**
   * Of a longer text the rest is not kept: all 65,535 parameters of an INSERT take half as much.
   */
  public static final int LONGEST = 1 << 20;

  /**
   * One that is longer than {@link #LONGEST}.
   *
   * @param fingerprint of the whole text
   */
  public static StatementText shortened(String text, String fingerprint) {
    String beginning =
        String.format(
            Locale.US,
            "%s … (%,d more characters)",
            text.substring(0, LONGEST),
            text.length() - LONGEST);
    return new StatementText(beginning, fingerprint, Literals.of(text), firstAsked(text));
  }

  public StatementText(String text, String fingerprint) {
    this(text, fingerprint, Literals.of(text), firstAsked(text));
  }

  private static int firstAsked(String text) {
    int where = text.startsWith("UPDATE") ? text.lastIndexOf(" WHERE ") : -1;
    Matcher parameter = PARAMETER.matcher(text);
    return where > 0 && parameter.find(where) ? Integer.parseInt(parameter.group(1)) : 1;
  }

  /** See {@link Literals#hash}. */
  public long values() {
    return literals.hash();
  }
}
