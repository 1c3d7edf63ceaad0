package dev.ectoscope.sql;

/**
 * Reads SQL as Ecto prints it from left to right: keywords in capitals, names of tables and columns
 * in quotes, aliases bare. Whatever else stands there is {@link Unusual}.
 */
final class SqlCursor {

  /** What only the parser can read. It says nothing, since nobody is told. */
  static final class Unusual extends Exception {
    private static final Unusual HERE = new Unusual();

    private Unusual() {
      super(null, null, false, false);
    }
  }

  private final String sql;
  private int at;

  SqlCursor(String sql) {
    this.sql = sql;
    skipBlank();
  }

  static Unusual unusual() {
    return Unusual.HERE;
  }

  boolean isAtEnd() {
    return at == sql.length();
  }

  /** Passes a keyword, or keywords with single blanks between, if they stand here. */
  boolean word(String words) {
    int end = at + words.length();
    if (!sql.startsWith(words, at)
        || end < sql.length() && SqlText.continuesWord(sql.charAt(end))) {
      return false;
    }
    at = end;
    skipBlank();
    return true;
  }

  void expectWord(String words) throws Unusual {
    if (!word(words)) {
      throw unusual();
    }
  }

  boolean sign(char sign) {
    if (peek() != sign) {
      return false;
    }
    at++;
    skipBlank();
    return true;
  }

  /** Passes signs that belong together. */
  boolean signs(String signs) {
    if (!sql.startsWith(signs, at)) {
      return false;
    }
    at += signs.length();
    skipBlank();
    return true;
  }

  void expect(char sign) throws Unusual {
    if (!sign(sign)) {
      throw unusual();
    }
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return at < sql.length() ? sql.charAt(at) : 0;
  }

  /** What stands in quotes; names with marks in them are unusual. */
  String quoted() throws Unusual {
    int start = at + 1;
    int end = peek() == '"' ? endOfWord(start) : start;
    if (end == start || end >= sql.length() || sql.charAt(end) != '"') {
      throw unusual();
    }
    at = end + 1;
    if (peek() == '"') {
      throw unusual();
    }
    String name = sql.substring(start, end);
    skipBlank();
    return name;
  }

  /** A word in small letters and figures. */
  String bare() throws Unusual {
    int end = endOfWord(at);
    for (int i = at; i < end; i++) {
      if (sql.charAt(i) < '0' || sql.charAt(i) >= 'A' && sql.charAt(i) <= 'Z') {
        throw unusual();
      }
    }
    if (end == at || SqlText.isDigit(peek())) {
      throw unusual();
    }
    String word = sql.substring(at, end);
    at = end;
    skipBlank();
    return word;
  }

  /** Letters and a number, as Ecto names what it selects from: no keyword looks like that. */
  String alias() throws Unusual {
    String word = bare();
    if (!SqlText.isDigit(word.charAt(word.length() - 1))) {
      throw unusual();
    }
    return word;
  }

  /** Figures alone. */
  String digits() throws Unusual {
    int end = at;
    while (end < sql.length() && SqlText.isDigit(sql.charAt(end))) {
      end++;
    }
    boolean goesOn = end < sql.length() && (isOfWord(sql.charAt(end)) || sql.charAt(end) == '.');
    if (end == at || goesOn || end - at > 9) {
      throw unusual();
    }
    String digits = sql.substring(at, end);
    at = end;
    skipBlank();
    return digits;
  }

  /** The number of the {@code $n} that stands here. */
  int parameter() throws Unusual {
    if (peek() != '$') {
      throw unusual();
    }
    at++;
    return Integer.parseInt(digits());
  }

  /** The cast that follows, {@code ::bigint}, or "". */
  String cast() throws Unusual {
    return signs("::") ? "::" + bare() : "";
  }

  /** A text with its quotes; one with quotes or backslashes inside is unusual. */
  String text() throws Unusual {
    int end = peek() == '\'' ? sql.indexOf('\'', at + 1) : -1;
    if (end < 0) {
      throw unusual();
    }
    String text = sql.substring(at, end + 1);
    at = end + 1;
    if (text.indexOf('\\') >= 0 || text.indexOf('\n') >= 0 || peek() == '\'') {
      throw unusual();
    }
    skipBlank();
    return text;
  }

  private int endOfWord(int start) {
    int end = start;
    while (end < sql.length() && isOfWord(sql.charAt(end))) {
      end++;
    }
    return end;
  }

  private void skipBlank() {
    while (at < sql.length() && sql.charAt(at) == ' ') {
      at++;
    }
  }

  private static boolean isOfWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
