package dev.ectoscope.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a statement of Ecto and its text in pg_stat_statements to one spelling. The server numbers
 * every constant as a further {@code $n}, also TRUE, FALSE and NULL
 * (https://www.postgresql.org/docs/current/pgstatstatements.html).
 */
public final class ServerText {

  private static final Pattern CONSTANT =
      Pattern.compile(
          "\"(?:[^\"]++|\"\")*+\"|\\bis (?:not )?(?:null|true|false)\\b"
              + "|(?<=\\bextract \\()(\\w+)(?= from\\b)"
              + "|\\b(null|true|false)\\b");

  private ServerText() {}

  /** Equal for two texts that the server counts as one statement, as far as texts tell. */
  public static String key(String sql) {
    Matcher found = CONSTANT.matcher(Fingerprint.normalise(sql));
    return Fingerprint.normalise(
        found.replaceAll(
            m ->
                m.group(1) == null && m.group(2) == null
                    ? Matcher.quoteReplacement(m.group())
                    : "?"));
  }
}
