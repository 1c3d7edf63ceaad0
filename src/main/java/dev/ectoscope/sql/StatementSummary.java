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
  private static final Pattern LIST = Pattern.compile("\\((\\$\\d+)(, ?\\$\\d+)+\\)");
  private static final Pattern ROWS = Pattern.compile("\\(…\\)(, ?\\(…\\))+");
  private static final int SHORT_PROJECTION = 48;

  private StatementSummary() {}

  public static String of(Statement statement) {
    String text = statement.text().replaceAll("\\s+", " ").trim();
    text = AS_ALIAS.matcher(ALIAS.matcher(text).replaceAll("")).replaceAll("");
    text = ROWS.matcher(LIST.matcher(text).replaceAll("(…)")).replaceAll("(…), …");
    return projection(text.replace("\"", ""), statement.shape());
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
