package dev.ectoscope.sql;

/** What can be told of a text's nesting without parsing it. */
final class Nesting {

  private Nesting() {}

  /** Greatest number of brackets open at once, outside quotes and comments. */
  static int depth(String sql) {
    int open = 0;
    int deepest = 0;
    for (int i = 0; i < sql.length(); i = SqlText.endOfToken(sql, i)) {
      char c = sql.charAt(i);
      if (c == '(' || c == '[') {
        open++;
        deepest = Math.max(deepest, open);
      } else if (c == ')' || c == ']') {
        open--;
      }
    }
    return deepest;
  }

  /**
   * Whether there is a query besides the outermost: WITH, LATERAL, a set operation or a subquery.
   */
  static boolean isCompound(String sql) {
    int first = SqlText.skipBlank(sql, 0);
    while (first < sql.length() && sql.charAt(first) == '(') {
      first = SqlText.skipBlank(sql, first + 1);
    }
    if (SqlText.isWord(sql, first, "with")) {
      return true;
    }
    for (int i = SqlText.endOfToken(sql, first); i < sql.length(); i = SqlText.endOfToken(sql, i)) {
      if (SqlText.isWord(sql, i, "select") || SqlText.isWord(sql, i, "lateral")) {
        return true;
      }
    }
    return false;
  }
}
