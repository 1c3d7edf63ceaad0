package dev.ectoscope.sql;

import java.util.Locale;
import java.util.Set;

/**
 * Column names that PostgreSQL takes bare and the parser takes for types: quoted, it reads them.
 * Only statements written by hand have them; Ecto quotes every name.
 */
final class ColumnWords {

  private static final Set<String> WORDS = Set.of("number", "uuid", "precision");

  private ColumnWords() {}

  /** The text with such names quoted; the same where there are none. */
  static String quoted(String sql) {
    StringBuilder quoted = new StringBuilder(sql.length() + 8);
    String before = "";
    int at = 0;
    while (at < sql.length()) {
      int end = SqlText.endOfToken(sql, at);
      String token = sql.substring(at, end);
      boolean call = end < sql.length() && sql.charAt(end) == '(';
      boolean name = WORDS.contains(token.toLowerCase(Locale.ROOT)) && !call && !isType(before);
      quoted.append(name ? '"' + token.toLowerCase(Locale.ROOT) + '"' : token);
      before = token.isBlank() ? before : token;
      at = end;
    }
    return quoted.toString();
  }

  /** Whether what follows is a type: {@code ::uuid}, {@code AS uuid}, {@code double precision}. */
  private static boolean isType(String before) {
    return before.equals(":") || before.equalsIgnoreCase("as") || before.equalsIgnoreCase("double");
  }
}
