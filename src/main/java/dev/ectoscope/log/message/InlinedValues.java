package dev.ectoscope.log.message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values out again that {@code Ecto.DevLogger} writes into a statement: {@code WHERE
 * (p0."id" = 7)} was {@code WHERE (p0."id" = $1) [7]}. Which of them the query itself holds is not
 * printed; where it mostly does (keys of documents, arguments of functions, the list that is
 * selected) they stay.
 *
 * <p>Source: ecto_dev_logger's lib/ecto/dev_logger.ex and printable_parameter.ex.
 */
final class InlinedValues {

  /** After these a statement compares, sets or limits. */
  private static final Set<String> REGIONS =
      Set.of("where", "set", "values", "having", "on", "limit", "offset");

  /** What stands before a parenthesis that is no call of a function. */
  private static final Set<String> NO_CALLS =
      Set.of(
          "in", "any", "all", "values", "and", "or", "not", "where", "on", "having", "lower",
          "upper", "then", "else", "when");

  private static final Set<String> STAYS_AFTER =
      Set.of("->", "->>", "#>", "#>>", "interval", "select", "as", "is", "not", "is not");

  private final String sql;
  private final int lastCommentEnd;
  private final StringBuilder statement = new StringBuilder();
  private final List<String> values = new ArrayList<>();
  private final Deque<Boolean> calls = new ArrayDeque<>();
  private String before = "";
  private String beforeThat = "";
  private boolean region;
  private int at;
  private boolean whole = true;

  private InlinedValues(String sql) {
    this.sql = sql;
    this.lastCommentEnd = sql.lastIndexOf("*/"); // behind it no beginning has to be followed
  }

  /**
   * @param text of the statement, with {@code $1} for its first value
   * @param parameters as Ecto prints them
   */
  record Taken(String text, String parameters) {}

  /**
   * Of a statement that has no parameter list; null when it takes parameters all the same, or is no
   * whole statement.
   */
  static @Nullable Taken of(String sql) {
    InlinedValues values = new InlinedValues(sql);
    values.run();
    return values.whole && values.calls.isEmpty()
        ? new Taken(values.statement.toString(), "[" + String.join(", ", values.values) + "]")
        : null;
  }

  private void run() {
    while (at < sql.length() && whole) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c)) {
        copy(at + 1);
      } else if (sql.startsWith("/*", at)) {
        copy(Math.min(sql.length(), at + comment(at).length() + 4));
      } else if (c == '"') {
        token(quoted(at, '"'), "name");
      } else if (c == '\'') {
        string();
      } else if (Character.isDigit(c) || c == '-' && isNegative()) {
        number();
      } else if (Character.isLetter(c) || c == '_') {
        word();
      } else if (c == '$' || c == '?') {
        whole = c == '?' && !isPlaceholder();
        token(at + 1, "?");
      } else {
        symbol(c);
      }
    }
  }

  /** MySQL's {@code ?}, unlike an operator on documents. */
  private boolean isPlaceholder() {
    return !before.equals("name") && !before.equals("word");
  }

  private void copy(int end) {
    statement.append(sql, at, end);
    at = end;
  }

  private void token(int end, String kind) {
    copy(end);
    seen(kind);
  }

  private void seen(String kind) {
    beforeThat = before;
    before = kind;
  }

  /** Behind the closing quote, which stands twice where it is meant. */
  private int quoted(int from, char quote) {
    int end = from + 1;
    while (end < sql.length()) {
      if (sql.charAt(end++) == quote) {
        if (end >= sql.length() || sql.charAt(end) != quote) {
          return end;
        }
        end++;
      }
    }
    whole = false;
    return end;
  }

  private void string() {
    int end = quoted(at, '\'');
    String text = sql.substring(at + 1, Math.max(at + 1, end - 1)).replace("''", "'");
    if (!isValue()) {
      token(end, "value");
    } else if (before.equals("(") && beforeThat.equals("any") && text.startsWith("{")) {
      value(list(text), end);
    } else {
      value(inspected(text), end);
    }
  }

  private boolean isNegative() {
    return at + 1 < sql.length()
        && Character.isDigit(sql.charAt(at + 1))
        && !before.equals("name")
        && !before.equals("word")
        && !before.equals("value")
        && !before.equals(")");
  }

  private void number() {
    int end = at + 1;
    while (end < sql.length() && isOfNumber(end)) {
      end++;
    }
    String printed = sql.substring(at, end);
    String meant = comment(end);
    boolean first = before.equals("limit") && printed.equals("1");
    if (!isValue() || first) {
      token(end, "value");
    } else if (meant.isEmpty()) {
      value(printed, end);
    } else {
      value(":" + meant, end + meant.length() + 4);
    }
  }

  private boolean isOfNumber(int place) {
    char c = sql.charAt(place);
    boolean more = place + 1 < sql.length() && Character.isDigit(sql.charAt(place + 1));
    return Character.isDigit(c)
        || more && (c == '.' || c == 'e' || c == '-' && sql.charAt(place - 1) == 'e')
        || c == 'e' && sql.startsWith("-", place + 1);
  }

  /** What an enumeration's number stands for: {@code 2} and {@code bar} in a comment. */
  private String comment(int from) {
    boolean ends = from + 2 <= lastCommentEnd && sql.startsWith("/*", from);
    int end = ends ? sql.indexOf("*/", from + 2) : -1;
    return end < 0 ? "" : sql.substring(from + 2, end);
  }

  private void word() {
    int end = at;
    while (end < sql.length()
        && (Character.isLetterOrDigit(sql.charAt(end)) || "_.".indexOf(sql.charAt(end)) >= 0)) {
      end++;
    }
    String printed = sql.substring(at, end);
    String word = printed.toLowerCase(Locale.ROOT);
    if (end < sql.length() && sql.charAt(end) == '"') {
      token(end, "dot"); // u0."id"
    } else if (printed.equals("DECODE") && sql.startsWith("('", end) && isValue()) {
      bytes(end);
    } else if (printed.equals("ARRAY") && sql.startsWith("[", end) && isValue()) {
      array(end);
    } else if ((printed.equals("true") || printed.equals("false")) && isValue()) {
      value(printed, end);
    } else if (printed.equals("NULL") && isValue() && isSet()) {
      value("nil", end);
    } else {
      region |= REGIONS.contains(word);
      if (word.equals("select") && !calls.isEmpty()) {
        calls.pop();
        calls.push(false);
      }
      token(end, word.equals("not") && before.equals("is") ? "is not" : keyword(word));
    }
  }

  private static String keyword(String word) {
    boolean known = REGIONS.contains(word) || NO_CALLS.contains(word) || STAYS_AFTER.contains(word);
    return known ? word : "word";
  }

  private boolean isSet() {
    return "=<>(,!".contains(before.substring(Math.max(0, before.length() - 1)));
  }

  private void symbol(char c) {
    if (c == '(') {
      calls.push(!NO_CALLS.contains(before) && (before.equals("word") || before.equals("dot")));
      token(at + 1, "(");
    } else if (c == ')') {
      whole = !calls.isEmpty();
      calls.poll();
      token(at + 1, ")");
    } else if (c == ',' || c == ';' || c == '[' || c == ']') {
      token(at + 1, String.valueOf(c));
    } else {
      int end = at;
      while (end < sql.length() && "<>=!~@#&|+*/%^:-.".indexOf(sql.charAt(end)) >= 0) {
        end++;
      }
      token(Math.max(end, at + 1), sql.substring(at, Math.max(end, at + 1)));
    }
  }

  /** Whether a parameter may have stood here. */
  private boolean isValue() {
    boolean inCall = !calls.isEmpty() && calls.peek();
    return region && !inCall && !STAYS_AFTER.contains(before);
  }

  private void value(String term, int end) {
    values.add(term);
    statement.append('$').append(values.size());
    at = end;
    seen("value");
  }

  private void bytes(int from) {
    int end = quoted(from + 1, '\'');
    int close = sql.indexOf(')', end);
    String base = sql.substring(from + 2, Math.max(from + 2, end - 1));
    StringBuilder term = new StringBuilder("<<");
    try {
      for (byte b : Base64.getDecoder().decode(base)) {
        term.append(term.length() > 2 ? ", " : "").append(b & 0xff);
      }
    } catch (IllegalArgumentException e) {
      whole = false;
    }
    value(term + ">>", close < 0 ? sql.length() : close + 1);
  }

  private void array(int open) {
    int end = open;
    int depth = 0;
    StringBuilder term = new StringBuilder();
    while (end < sql.length()) {
      char c = sql.charAt(end);
      if (c == '\'') {
        int after = quoted(end, '\'');
        term.append(inspected(sql.substring(end + 1, Math.max(end + 1, after - 1))));
        end = after;
        continue;
      }
      String meant = comment(end);
      if (!meant.isEmpty()) {
        end += meant.length() + 4;
        continue;
      }
      term.append(c == ',' ? ", " : String.valueOf(c));
      end++;
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    whole &= depth == 0;
    value(term.toString(), end);
  }

  /** {@code '{1,2}'} as {@code [1, 2]}; what is quoted in it stays as it is printed. */
  private static String list(String array) {
    StringBuilder terms = new StringBuilder("[");
    int end = array.endsWith("}") ? array.length() - 1 : array.length();
    for (int from = 1; from < end; ) {
      int to = from;
      boolean quoted = false;
      for (; to < end && (quoted || array.charAt(to) != ','); to++) {
        quoted ^= array.charAt(to) == '"' && array.charAt(to - 1) != '\\';
      }
      String item = array.substring(from, to);
      boolean asItIs = item.startsWith("\"") || item.matches("-?\\d+(\\.\\d+)?");
      terms.append(terms.length() > 1 ? ", " : "").append(asItIs ? item : inspected(item));
      from = to + 1;
    }
    return terms.append(']').toString();
  }

  private static String inspected(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + '"';
  }
}
