package dev.ectoscope.postgres.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes away what programs put around a plan: psql's head, borders, {@code +} and row count,
 * pgAdmin's quotes, the quotes and escapes of an Elixir string, colours.
 */
final class PlanFrame {

  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]{0,20}m");
  private static final Pattern HEAD =
      Pattern.compile("[\\s|│\"]{0,400}QUERY PLAN[\\s|│\"]{0,4000}");
  private static final Pattern RULE = Pattern.compile("[-+|\\s─┼├┤┌┐└┘┬┴]{3,}");
  private static final Pattern RECORD = Pattern.compile("-\\[ RECORD \\d{1,9} \\][-+]{0,4000}");
  private static final Pattern COUNT = Pattern.compile("\\s{0,9}\\(\\d{1,9} rows?\\)\\s{0,9}");
  private static final Pattern TIME = Pattern.compile("Time: \\d{1,12}[.,]\\d{1,3} ms.{0,40}");
  private static final String EXPANDED = "QUERY PLAN |";

  private PlanFrame() {}

  static String remove(String text) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (plain.indexOf('\u001B') >= 0) {
      plain = COLOUR.matcher(plain).replaceAll("");
    }
    plain = unquoted(plain.replace("\r\n", "\n").replace('\r', '\n'));
    List<String> lines = new ArrayList<>();
    plain.lines().filter(line -> !isFrame(line)).forEach(lines::add);
    if (isQuoted(lines)) {
      lines.replaceAll(PlanFrame::withoutQuotes);
    }
    lines.replaceAll(PlanFrame::withoutBorder);
    return String.join("\n", lines);
  }

  private static boolean isFrame(String line) {
    return line.contains("QUERY PLAN") && HEAD.matcher(line).matches()
        || line.startsWith("-[") && RECORD.matcher(line).matches()
        || isRule(line)
        || COUNT.matcher(line).matches()
        || line.startsWith("Time: ") && TIME.matcher(line).matches();
  }

  private static boolean isRule(String line) {
    return (line.contains("--") || line.contains("──")) && RULE.matcher(line).matches();
  }

  /** One cell of pgAdmin or of CSV, or one Elixir string, as a whole. */
  private static String unquoted(String text) {
    String cell = text.strip();
    if (cell.startsWith("\"QUERY PLAN\"\n")) {
      cell = cell.substring("\"QUERY PLAN\"\n".length()).strip();
    }
    if (cell.length() < 2 || !cell.startsWith("\"") || !cell.endsWith("\"")) {
      return text;
    }
    String inner = cell.substring(1, cell.length() - 1);
    if (inner.indexOf('\n') < 0 && inner.contains("\\n")) {
      return inner.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
    }
    boolean json = inner.stripLeading().startsWith("[") || inner.stripLeading().startsWith("{");
    return json ? inner.replace("\"\"", "\"") : text;
  }

  /** pgAdmin quotes each line of a plan. */
  private static boolean isQuoted(List<String> lines) {
    return lines.stream().anyMatch(line -> !line.isBlank())
        && lines.stream().filter(line -> !line.isBlank()).allMatch(PlanFrame::isQuoted);
  }

  private static boolean isQuoted(String line) {
    String cell = line.strip();
    return cell.length() >= 2 && cell.startsWith("\"") && cell.endsWith("\"");
  }

  private static String withoutQuotes(String line) {
    String cell = line.strip();
    return cell.length() < 2 ? "" : cell.substring(1, cell.length() - 1).replace("\"\"", "\"");
  }

  private static String withoutBorder(String line) {
    String inner = line;
    if (inner.startsWith(EXPANDED)) {
      inner = inner.substring(EXPANDED.length());
    } else if (inner.startsWith("|") || inner.startsWith("│")) {
      String end = inner.stripTrailing();
      boolean closed = end.length() > 1 && (end.endsWith("|") || end.endsWith("│"));
      inner = end.substring(1, closed ? end.length() - 1 : end.length());
    } else if (inner.stripLeading().startsWith("| ")) {
      // The second and later lines of an expanded record.
      inner = inner.substring(inner.indexOf('|') + 1);
    }
    String end = inner.stripTrailing();
    return end.endsWith("+") || end.endsWith("↵") ? end.substring(0, end.length() - 1) : inner;
  }
}
