package dev.ectoscope.sql;

/**
 * Where the lexical elements of PostgreSQL's SQL end; every method returns the offset after the
 * element.
 */
final class SqlText {

  private SqlText() {}

  /**
   * End of a text in single or double quotes.
   *
   * @param start offset of the opening quote
   * @param backslash whether a backslash escapes, as in {@code E'..'}
   */
  static int endOfQuoted(String sql, int start, boolean backslash) {
    char quote = sql.charAt(start);
    int i = start + 1;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      if (backslash && c == '\\') {
        i += 2;
      } else if (c != quote) {
        i++;
      } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return sql.length();
  }

  /** End of {@code $tag$..$tag$}, or {@code start} when none begins there. */
  static int endOfDollarQuoted(String sql, int start) {
    int i = start + 1;
    while (i < sql.length()
        && (startsWord(sql.charAt(i)) || (i > start + 1 && isDigit(sql.charAt(i))))) {
      i++;
    }
    if (i >= sql.length() || sql.charAt(i) != '$') {
      return start;
    }
    String tag = sql.substring(start, i + 1);
    int end = sql.indexOf(tag, i + 1);
    return end < 0 ? sql.length() : end + tag.length();
  }

  static int endOfLineComment(String sql, int start) {
    int end = sql.indexOf('\n', start);
    return end < 0 ? sql.length() : end + 1;
  }

  /** End of a block comment; PostgreSQL nests them. */
  static int endOfBlockComment(String sql, int start) {
    int depth = 0;
    int i = start;
    while (i < sql.length()) {
      if (sql.startsWith("/*", i)) {
        depth++;
        i += 2;
      } else if (sql.startsWith("*/", i)) {
        depth--;
        i += 2;
        if (depth == 0) {
          return i;
        }
      } else {
        i++;
      }
    }
    return sql.length();
  }

  static int endOfWord(String sql, int start) {
    int i = start;
    while (i < sql.length() && continuesWord(sql.charAt(i))) {
      i++;
    }
    return i;
  }

  static int endOfNumber(String sql, int start) {
    int i = start;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      boolean exponentSign =
          (c == '-' || c == '+') && lower(sql.charAt(i - 1 < start ? i : i - 1)) == 'e';
      boolean part = isDigit(c) || c == '.' || c == '_' || (c < 128 && Character.isLetter(c));
      if (!part && !(exponentSign && i + 1 < sql.length() && isDigit(sql.charAt(i + 1)))) {
        return i;
      }
      i++;
    }
    return i;
  }

  /**
   * End of the token, comment or white space character that starts here; the text's length past its
   * end.
   */
  static int endOfToken(String sql, int start) {
    if (start >= sql.length()) {
      return sql.length();
    }
    char c = sql.charAt(start);
    if (c == '\'' || c == '"') {
      return endOfQuoted(sql, start, false);
    }
    if (c == '$') {
      return endOfDollar(sql, start);
    }
    if (sql.startsWith("--", start)) {
      return endOfLineComment(sql, start);
    }
    if (sql.startsWith("/*", start)) {
      return endOfBlockComment(sql, start);
    }
    if (isDigit(c)) {
      return endOfNumber(sql, start);
    }
    return startsWord(c) ? endOfWordOrPrefixedLiteral(sql, start) : start + 1;
  }

  private static int endOfDollar(String sql, int start) {
    int end = endOfDollarQuoted(sql, start);
    if (end > start) {
      return end;
    }
    end = start + 1;
    while (end < sql.length() && isDigit(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int endOfWordOrPrefixedLiteral(String sql, int start) {
    int end = endOfWord(sql, start);
    if (end == start + 1 && end < sql.length() && sql.charAt(end) == '\'') {
      return endOfQuoted(sql, end, lower(sql.charAt(start)) == 'e');
    }
    return end;
  }

  /** Whether this word, in lower case here, stands at the offset in any case. */
  static boolean isWord(String sql, int start, String word) {
    return sql.regionMatches(true, start, word, 0, word.length())
        && endOfWord(sql, start) == start + word.length();
  }

  /** Offset of the first character that is neither white space nor comment. */
  static int skipBlank(String sql, int start) {
    int i = start;
    while (i < sql.length()) {
      if (Character.isWhitespace(sql.charAt(i))) {
        i++;
      } else if (sql.startsWith("--", i)) {
        i = endOfLineComment(sql, i);
      } else if (sql.startsWith("/*", i)) {
        i = endOfBlockComment(sql, i);
      } else {
        return i;
      }
    }
    return i;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean startsWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (c >= 128 && !Character.isWhitespace(c));
  }

  static boolean continuesWord(char c) {
    return startsWord(c) || isDigit(c) || c == '$';
  }

  // PostgreSQL folds ASCII only in most encodings, and folding others may change the length.
  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }
}
