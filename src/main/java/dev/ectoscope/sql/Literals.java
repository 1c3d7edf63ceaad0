package dev.ectoscope.sql;

/**
 * The values written into the text of a statement. Ecto writes a value into the text only where the
 * source has it as a constant.
 *
 * @param hash texts of one fingerprint that hold the same values have the same; 0 when there are
 *     none. Lists of IN, LIMIT, OFFSET and intervals are left out: their values are no search
 *     values, or differ in number. Comments are, too.
 * @param count how many there are, those of LIMIT and OFFSET too: the fewer, the more of what a
 *     statement asks for stands in its parameters. A list of IN counts as one, rows of VALUES as
 *     none: texts of one fingerprint differ in their length.
 */
public record Literals(long hash, int count) {

  private static final long PRIME = 0x100000001b3L;
  private static final int NO_ROWS = Integer.MAX_VALUE;

  /** Those of any text. */
  public static Literals of(String sql) {
    long hash = 0;
    int count = 0;
    int depth = 0;
    int rows = NO_ROWS;
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
        hash = isSearched(word) ? with(hash, sql, at, end) : hash;
        count += depth > rows ? 0 : 1;
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
        hash = isSearched(word) ? with(hash, sql, at, end) : hash;
        count += depth > rows ? 0 : 1;
        word = "";
      } else if (SqlText.startsWord(c)) {
        end = SqlText.endOfWord(sql, at);
        word = sql.substring(at, end);
        rows = word.equalsIgnoreCase("values") ? depth : rows;
      } else if (c == '(' && word.equalsIgnoreCase("in")) {
        end = endOfList(sql, at);
        depth += end == at + 1 ? 1 : 0;
        count += depth <= rows && holdsValue(sql, at, end) ? 1 : 0;
        word = "";
      } else {
        end = at + 1;
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        rows = depth < rows ? NO_ROWS : rows;
        word = "";
      }
      at = Math.max(end, at + 1);
    }
    return new Literals(hash, count);
  }

  /** Whether a list has a value of its own among its parameters. */
  private static boolean holdsValue(String sql, int from, int to) {
    int end = Math.min(to, sql.length()); // a list that is cut off has no last character
    for (int at = from; at < end; at++) {
      char c = sql.charAt(at);
      if (c == '\'' || SqlText.isDigit(c)) {
        return true;
      }
      while (c == '$' && at + 1 < end && SqlText.isDigit(sql.charAt(at + 1))) {
        at++;
      }
    }
    return false;
  }

  private static boolean isSearched(String before) {
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
