package dev.ectoscope.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement shortened for people: aliases and quotes dropped, the projection as a count, long SET
 * and VALUES lists as counts. What distinguishes it (tables, WHERE, ORDER, LIMIT) stays.
 */
public final class StatementSummary {

  private static final Pattern ALIAS = Pattern.compile("\\b[a-z]{1,2}\\d+\\.(?=\")");
  private static final Pattern AS_ALIAS = Pattern.compile(" AS [a-z]{1,2}\\d+\\b");
  private static final String MANY = "(…)";
  private static final int SHORT_PROJECTION = 48;

  private StatementSummary() {}

  public static String of(Statement statement) {
    String text = statement.text().replaceAll("\\s+", " ").trim();
    text = AS_ALIAS.matcher(ALIAS.matcher(text).replaceAll("")).replaceAll("");
    text = lists(text);
    return projection(text.replace("\"", ""), statement.shape());
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
    Matcher distinct = Pattern.compile("^SELECT (DISTINCT )?").matcher(text);
    String head = distinct.find() ? distinct.group() : "SELECT ";
    return head + columns + " cols" + text.substring(from);
  }
}
