package dev.ectoscope.postgres;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into tokens exactly as PostgreSQL's lexer does with standard_conforming_strings on:
 * nested comments, dollar quotes, escape strings, operators. What its versions read in different
 * ways, or by the encoding, is refused: {@code 1or}, literals that continue one another, names
 * longer than 63 bytes, unquoted letters beyond ASCII.
 */
public final class SqlScanner {

  public enum Kind {
    WORD,
    QUOTED,
    STRING,
    NUMBER,
    PARAMETER,
    OPERATOR,
    SYMBOL,
    COMMENT
  }

  /**
   * @param text folded to lower case for a WORD, unquoted for QUOTED, as written otherwise
   */
  public record Token(Kind kind, String text, int start, int end) {

    public boolean is(String word) {
      return kind != Kind.QUOTED && kind != Kind.STRING && text.equals(word);
    }

    public boolean isName() {
      return kind == Kind.WORD || kind == Kind.QUOTED;
    }
  }

  /** The text has no end of a quote or comment, or uses a form that is not accepted. */
  public static final class BadSql extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadSql(String reason) {
      super(reason, null, false, false);
    }
  }

  private static final String OPERATOR_CHARS = "+-*/<>=~!@#%^&|`?";
  private static final String SPECIAL_CHARS = "~!@#%^&|`?";

  /** NAMEDATALEN - 1: PostgreSQL cuts longer names, so that they mean another. */
  private static final int LONGEST_NAME = 63;

  private static final Pattern WHOLE_NUMBER =
      Pattern.compile("(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private SqlScanner(String sql) {
    this.sql = sql;
  }

  /**
   * @throws BadSql when the text cannot be cut
   */
  public static List<Token> scan(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    while (scanner.at < sql.length()) {
      scanner.next();
    }
    return scanner.tokens;
  }

  private void next() {
    char c = sql.charAt(at);
    if (c == '\0') {
      throw new BadSql("it holds a zero byte");
    }
    if (" \t\n\r\f\u000b".indexOf(c) >= 0) {
      at++;
    } else if (sql.startsWith("--", at)) {
      lineComment();
    } else if (sql.startsWith("/*", at)) {
      blockComment();
    } else if (c == '\'') {
      string(at, false);
    } else if (c == '"') {
      quoted();
    } else if (c == '$') {
      dollar();
    } else if (isWordStart(c)) {
      word();
    } else if (isDigit(c) || c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1))) {
      number();
    } else if (OPERATOR_CHARS.indexOf(c) >= 0) {
      operator();
    } else {
      symbol(c);
    }
  }

  private void lineComment() {
    int start = at;
    while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
      at++;
    }
    add(Kind.COMMENT, sql.substring(start, at), start);
  }

  private void blockComment() {
    int start = at;
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else if (at >= sql.length()) {
        throw new BadSql("a comment has no end");
      } else {
        at++;
      }
    } while (depth > 0);
    add(Kind.COMMENT, sql.substring(start, at), start);
  }

  private void string(int start, boolean escapes) {
    at++;
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '\\' && escapes) {
        at++;
      } else if (c == '\'') {
        if (at < sql.length() && sql.charAt(at) == '\'') {
          at++;
        } else {
          add(Kind.STRING, sql.substring(start, at), start);
          return;
        }
      }
    }
    throw new BadSql("a literal has no end");
  }

  private void quoted() {
    int start = at++;
    StringBuilder name = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c == '"') {
        if (at >= sql.length() || sql.charAt(at) != '"') {
          add(Kind.QUOTED, name.toString(), start);
          return;
        }
        at++;
      }
      name.append(c);
    }
    throw new BadSql("a quoted name has no end");
  }

  private void dollar() {
    int start = at;
    int end = at + 1;
    while (end < sql.length() && isDigit(sql.charAt(end))) {
      end++;
    }
    if (end > at + 1) {
      if (end < sql.length() && isWordChar(sql.charAt(end))) {
        throw new BadSql("a parameter runs into a word");
      }
      at = end;
      add(Kind.PARAMETER, sql.substring(start, end), start);
      return;
    }
    while (end < sql.length() && isWordChar(sql.charAt(end)) && sql.charAt(end) != '$') {
      end++;
    }
    if (end >= sql.length() || sql.charAt(end) != '$') {
      throw new BadSql("it holds a stray $");
    }
    String tag = sql.substring(start, end + 1);
    int close = sql.indexOf(tag, end + 1);
    if (close < 0) {
      throw new BadSql("a dollar-quoted literal has no end");
    }
    at = close + tag.length();
    add(Kind.STRING, sql.substring(start, at), start);
  }

  private void word() {
    int start = at;
    while (at < sql.length() && isWordChar(sql.charAt(at))) {
      at++;
    }
    String word = fold(sql.substring(start, at));
    char next = at < sql.length() ? sql.charAt(at) : ' ';
    if (word.equals("u")
        && sql.startsWith("&", at)
        && at + 1 < sql.length()
        && "'\"".indexOf(sql.charAt(at + 1)) >= 0) {
      throw new BadSql("it uses Unicode escapes (U&)");
    }
    if (next == '\'' && List.of("e", "b", "x", "n").contains(word)) {
      string(start, word.equals("e"));
      return;
    }
    add(Kind.WORD, word, start);
  }

  private void number() {
    int start = at;
    while (at < sql.length() && (isWordChar(sql.charAt(at)) || sql.charAt(at) == '.')) {
      char c = sql.charAt(at++);
      boolean signed = at < sql.length() && (sql.charAt(at) == '+' || sql.charAt(at) == '-');
      if ((c == 'e' || c == 'E')
          && signed
          && at + 1 < sql.length()
          && isDigit(sql.charAt(at + 1))) {
        at++;
      }
    }
    if (!WHOLE_NUMBER.matcher(sql.substring(start, at)).matches()) {
      throw new BadSql("a number runs into a word");
    }
    add(Kind.NUMBER, sql.substring(start, at), start);
  }

  private void operator() {
    int start = at;
    boolean special = false;
    while (at < sql.length() && OPERATOR_CHARS.indexOf(sql.charAt(at)) >= 0) {
      if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
        break;
      }
      special |= SPECIAL_CHARS.indexOf(sql.charAt(at)) >= 0;
      at++;
    }
    while (!special && at - start > 1 && "+-".indexOf(sql.charAt(at - 1)) >= 0) {
      at--;
    }
    add(Kind.OPERATOR, sql.substring(start, at), start);
  }

  private void symbol(char c) {
    int start = at;
    at += sql.startsWith("::", at) ? 2 : 1;
    if (":()[],;.".indexOf(c) < 0) {
      throw new BadSql("it holds a character that SQL does not know");
    }
    add(Kind.SYMBOL, sql.substring(start, at), start);
  }

  private void add(Kind kind, String text, int start) {
    if (kind == Kind.STRING && isString(last())) {
      throw new BadSql("a literal continues another");
    }
    if ((kind == Kind.WORD || kind == Kind.QUOTED)
        && text.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new BadSql("a name is longer than " + LONGEST_NAME + " bytes");
    }
    if (kind == Kind.WORD && text.chars().anyMatch(c -> c >= 0x80)) {
      throw new BadSql("a name without quotes holds letters beyond ASCII");
    }
    tokens.add(new Token(kind, text, start, at));
  }

  private @Nullable Token last() {
    int last = tokens.size() - 1;
    while (last >= 0 && tokens.get(last).kind() == Kind.COMMENT) {
      last--;
    }
    return last < 0 ? null : tokens.get(last);
  }

  private static boolean isString(@Nullable Token token) {
    return token != null && token.kind() == Kind.STRING;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
  }

  private static boolean isWordChar(char c) {
    return isWordStart(c) || isDigit(c) || c == '$';
  }

  /** PostgreSQL folds ASCII letters only. */
  private static String fold(String word) {
    StringBuilder folded = new StringBuilder(word.length());
    word.chars().forEach(c -> folded.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return folded.toString();
  }
}
