package dev.ectoscope.sql;

/**
 * The values written into the text of a statement, as one number: texts of one fingerprint that
 * hold the same values have the same. Ecto writes a value into the text only where the source has
 * it as a constant.
 */
public final class Literals {

  private static final long PRIME = 0x100000001b3L;

  private Literals() {}

  /**
   * Lists of IN, LIMIT, OFFSET and intervals are left out: their values are no search values, or
   * differ in number. Comments are, too.
   *
   * @return 0 when the text holds none
   */
  public static long hash(String sql) {
    long hash = 0;
    String word = "";
    for (int at = 0; at < sql.length(); ) {
      char c = sql.charAt(at);
      int end;
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      if (sql.startsWith("--", at)) {
        end = SqlText.endOfLineComment(sql, at);
      } else if (sql.startsWith("/*", at)) {
        end = SqlText.endOfBlockComment(sql, at);
      } else if (c == '\'') {
        end = SqlText.endOfQuoted(sql, at, false);
        hash = counts(word) ? with(hash, sql, at, end) : hash;
        word = "";
      } else if (c == '"') {
        end = SqlText.endOfQuoted(sql, at, false);
        word = "";
      } else if (c == '$') {
        end = Math.max(at + 1, SqlText.endOfDollarQuoted(sql, at));
        while (end < sql.length() && SqlText.isDigit(sql.charAt(end))) {
          end++;
        }
      } else if (SqlText.isDigit(c)) {
        end = SqlText.endOfNumber(sql, at);
        hash = counts(word) ? with(hash, sql, at, end) : hash;
        word = "";
      } else if (SqlText.startsWord(c)) {
        end = SqlText.endOfWord(sql, at);
        word = sql.substring(at, end);
      } else if (c == '(' && word.equalsIgnoreCase("in")) {
        end = endOfList(sql, at);
        word = "";
      } else {
        end = at + 1;
        word = "";
      }
      at = Math.max(end, at + 1);
    }
    return hash;
  }

  private static boolean counts(String before) {
    return !before.equalsIgnoreCase("limit")
        && !before.equalsIgnoreCase("offset")
        && !before.equalsIgnoreCase("interval")
        && !before.equalsIgnoreCase("fetch")
        && !before.equalsIgnoreCase("first")
        && !before.equalsIgnoreCase("next");
  }

  /** Past a list of values; a subquery is read on. */
  private static int endOfList(String sql, int open) {
    int at = SqlText.skipBlank(sql, open + 1);
    if (SqlText.isWord(sql, at, "select") || SqlText.isWord(sql, at, "with")) {
      return open + 1;
    }
    while (at < sql.length() && sql.charAt(at) != ')') {
      at = sql.charAt(at) == '\'' ? SqlText.endOfQuoted(sql, at, false) : at + 1;
    }
    return at + 1;
  }

  private static long with(long hash, String sql, int from, int to) {
    long sum = hash == 0 ? 0xcbf29ce484222325L : hash;
    for (int i = from; i < to; i++) {
      sum = (sum ^ sql.charAt(i)) * PRIME;
    }
    return (sum ^ ',') * PRIME;
  }
}
