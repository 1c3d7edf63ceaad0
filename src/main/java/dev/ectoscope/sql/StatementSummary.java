package dev.ectoscope.sql;

import java.util.regex.Pattern;

/**
 * A statement shortened for people: aliases and quotes dropped, the projection as a count, long SET
 * and VALUES lists as counts. What distinguishes it (tables, WHERE, ORDER, LIMIT) stays.
 */
public final class StatementSummary {

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final String AS = " AS ";
  private static final String MANY = "(…)";
  private static final int SHORT_PROJECTION = 48;

  private StatementSummary() {}

  public static String of(Statement statement) {
    String text = lists(withoutAliases(singleBlanks(statement.text())));
    return projection(text.replace("\"", ""), statement.shape());
  }

  private static String singleBlanks(String text) {
    boolean asEctoPrints = text.indexOf("  ") < 0;
    for (int i = 0; i < text.length() && asEctoPrints; i++) {
      asEctoPrints = text.charAt(i) >= ' ';
    }
    return (asEctoPrints ? text : BLANKS.matcher(text).replaceAll(" ")).trim();
  }

  /**
   * Without {@code p0.} before quotes and {@code AS p0}. By hand: for each statement of a log,
   * patterns take longer than all the rest of its row.
   */
  private static String withoutAliases(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int as = text.startsWith(AS, at) ? aliasEnd(text, at + AS.length()) : -1;
      int qualifier = at == 0 || !isOfWord(text, at - 1) ? aliasEnd(text, at) : -1;
      if (qualifier > 0 && text.startsWith(".\"", qualifier)) {
        at = qualifier + 1;
      } else if (as > 0 && !isOfWord(text, as) && !text.startsWith(".\"", as)) {
        at = as;
      } else {
        out.append(text.charAt(at++));
      }
    }
    return out.toString();
  }

  /** Where one or two letters and a number that begin here end, or -1. */
  private static int aliasEnd(String text, int from) {
    int at = from;
    while (at < from + 2 && at < text.length() && isLetter(text.charAt(at))) {
      at++;
    }
    int letters = at;
    while (at < text.length() && SqlText.isDigit(text.charAt(at))) {
      at++;
    }
    return letters == from || at == letters ? -1 : at;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isOfWord(String text, int at) {
    return at < text.length()
        && (text.charAt(at) == '_' || Character.isLetterOrDigit(text.charAt(at)));
  }

  /**
   * {@code ($1,$2,$3)} as {@code (…)} and rows of them as one. By hand: a pattern with a repeated
   * group overflows the stack on a list of a few thousand values.
   */
  private static String lists(String text) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), 4_096));
    int at = 0;
    while (at < text.length()) {
      int end = listEnd(text, at);
      if (end < 0) {
        out.append(text.charAt(at++));
      } else {
        append(out);
        at = end;
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out) {
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    int row = rowEnd(out, end, MANY + ",", 1);
    row = row < 0 ? rowEnd(out, end, MANY + ", …,", 4) : row;
    if (row < 0) {
      out.append(MANY);
      return;
    }
    out.setLength(row);
    out.append(", …");
  }

  /** The end without so many characters of a text that ends there in {@code tail}, or -1. */
  private static int rowEnd(StringBuilder out, int end, String tail, int characters) {
    int from = end - tail.length();
    return from >= 0 && out.substring(from, end).equals(tail) ? end - characters : -1;
  }

  /** Where a list of two or more parameters that begins here ends, or -1. */
  private static int listEnd(String text, int from) {
    if (!text.startsWith("($", from)) {
      return -1;
    }
    int at = from + 1;
    boolean several = false;
    while (at < text.length() && "$0123456789, ".indexOf(text.charAt(at)) >= 0) {
      several |= text.charAt(at) == ',';
      at++;
    }
    return several && at < text.length() && text.charAt(at) == ')' ? at + 1 : -1;
  }

  private static String projection(String text, Shape shape) {
    int from = text.indexOf(" FROM ");
    int columns = shape.projection().size() + shape.expressions();
    if (!text.startsWith("SELECT ") || from < SHORT_PROJECTION || columns == 0) {
      return text;
    }
    String head = text.startsWith("SELECT DISTINCT ") ? "SELECT DISTINCT " : "SELECT ";
    return head + columns + " cols" + text.substring(from);
  }
}
