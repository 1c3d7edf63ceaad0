package dev.ectoscope.sql;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Puts brackets around {@code a->>'b'} and its kin. JSqlParser reads everything after such an
 * operator as its right side ({@code a->>('b' = $1 AND c = 2)}) and takes the {@code #} of {@code
 * #>} for a part of the name before it.
 */
final class JsonAccess {

  private final String sql;
  private final StringBuilder out;

  /** Where the last operand starts in the output, or -1 when no operand was printed last. */
  private int operand = -1;

  private final Deque<Integer> open = new ArrayDeque<>();

  private JsonAccess(String sql) {
    this.sql = sql;
    this.out = new StringBuilder(sql.length() + 16);
  }

  /** The text with brackets, or the text itself when it holds no such operator. */
  static String parenthesised(String sql) {
    boolean present = sql.contains("->") || sql.contains("#>");
    return present ? new JsonAccess(sql).run() : sql;
  }

  private String run() {
    int i = 0;
    while (i < sql.length()) {
      String operator = operatorAt(i);
      i = operator.isEmpty() ? token(i) : access(operator, i);
    }
    return out.toString();
  }

  private int access(String operator, int start) {
    int right = SqlText.skipBlank(sql, start + operator.length());
    int end = endOfKey(right);
    if (operand < 0 || end < 0) {
      out.append(' ').append(operator).append(' ');
      operand = -1;
      return start + operator.length();
    }
    boolean bracketed = operand > 0 && out.charAt(operand - 1) == '(' && sql.startsWith(")", end);
    out.append(' ').append(operator).append(' ').append(sql, right, end);
    if (!bracketed) {
      out.insert(operand, '(').append(')');
    }
    return end;
  }

  /**
   * End of a key that is a literal, number, parameter or array with its cast, or -1 for anything
   * else.
   */
  private int endOfKey(int start) {
    if (start >= sql.length()) {
      return -1;
    }
    char c = sql.charAt(start);
    int end = SqlText.endOfToken(sql, start);
    if (SqlText.isWord(sql, start, "array") && end < sql.length() && sql.charAt(end) == '[') {
      end = endOfArray(end);
    } else if (c == '-') {
      end = endOfKey(start + 1);
    } else if (c != '\'' && c != '$' && !SqlText.isDigit(c)) {
      return -1;
    }
    return end < 0 ? end : endOfCast(end);
  }

  private int endOfArray(int start) {
    int depth = 0;
    for (int i = start; i < sql.length(); i = SqlText.endOfToken(sql, i)) {
      char c = sql.charAt(i);
      if (c == '[') {
        depth++;
      } else if (c == ']' && --depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private int endOfCast(int start) {
    if (!sql.startsWith("::", start)) {
      return start;
    }
    int end = SqlText.endOfToken(sql, start + 2);
    return sql.startsWith("[]", end) ? end + 2 : end;
  }

  private int token(int start) {
    int end = SqlText.endOfToken(sql, start);
    char c = sql.charAt(start);
    int at = out.length();
    boolean glued = start > 0 && (sql.charAt(start - 1) == '.' || sql.startsWith("::", start - 2));
    out.append(sql, start, end);
    if (c == '(') {
      open.push(operandBeforeBracket(start, at));
      operand = -1;
    } else if (c == ')') {
      operand = open.isEmpty() ? -1 : open.pop();
    } else if (c == '"' || c == '\'' || c == '$' || SqlText.startsWord(c) || SqlText.isDigit(c)) {
      operand = glued && operand >= 0 ? operand : at;
    } else if (!Character.isWhitespace(c) && c != '.' && c != ':') {
      operand = -1;
    }
    return end;
  }

  // f(x)->>'a': the operand starts at the name, which touches the bracket.
  private int operandBeforeBracket(int start, int at) {
    boolean call = start > 0 && operand >= 0 && SqlText.continuesWord(sql.charAt(start - 1));
    return call ? operand : at;
  }

  private String operatorAt(int i) {
    for (String operator : new String[] {"->>", "#>>", "->", "#>"}) {
      if (sql.startsWith(operator, i)) {
        return operator;
      }
    }
    return "";
  }
}
