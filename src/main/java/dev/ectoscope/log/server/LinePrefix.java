package dev.ectoscope.log.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the severity in PostgreSQL's log on stderr, {@code log_line_prefix}. Either
 * told, or inferred: the time is known by its form, and the pid is the number that a report and the
 * DETAIL and STATEMENT lines after it have in common (line numbers count on).
 */
final class LinePrefix {

  /**
   * @param clock tenths of a millisecond of the epoch, or -1
   * @param session pid or session id, or ""
   */
  record Parsed(long clock, String session) {}

  private static final Pattern NUMBER =
      Pattern.compile("(?<!\\w)(?<!\\w[.:/+-])\\d+(?!\\w|[.:/]\\w)");
  private static final Pattern SESSION = Pattern.compile("\\b[0-9a-f]{6,16}\\.[0-9a-f]+\\b");
  private static final String TIME =
      "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: (?:[A-Z]{2,5}|[+-]\\d\\d(?::?\\d\\d)?))?";
  private static final int NONE = -1;

  private final @Nullable Pattern told;
  private final int pidColumn;
  private final ServerClock clock = new ServerClock();

  private LinePrefix(@Nullable Pattern told, int pidColumn) {
    this.told = told;
    this.pidColumn = pidColumn;
  }

  /** Reads the prefix of a line, or null when it has not the form that was told. */
  @Nullable Parsed parse(String prefix) {
    return told == null ? inferred(prefix) : asTold(told.matcher(prefix));
  }

  private @Nullable Parsed asTold(Matcher matcher) {
    if (!matcher.matches()) {
      return null;
    }
    String time = group(matcher, "time");
    String pid = group(matcher, "pid");
    String session = pid.isEmpty() ? group(matcher, "session") : pid;
    return new Parsed(clock.read(time), session);
  }

  private static String group(Matcher matcher, String name) {
    try {
      String text = matcher.group(name);
      return text == null ? "" : text;
    } catch (IllegalArgumentException e) {
      return ""; // the prefix that was told has no such part
    }
  }

  private Parsed inferred(String prefix) {
    long time = clock.find(prefix);
    String rest = clock.isFound() ? clock.without(prefix) : prefix;
    String session = "";
    if (pidColumn != NONE) {
      List<String> numbers = numbers(rest);
      session = pidColumn < numbers.size() ? numbers.get(pidColumn) : "";
    }
    if (session.isEmpty()) {
      Matcher id = SESSION.matcher(rest);
      session = id.find() ? id.group() : "";
    }
    return new Parsed(time, session);
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher number = NUMBER.matcher(text);
    while (number.find()) {
      numbers.add(number.group());
    }
    return numbers;
  }

  /**
   * From the first lines of a log.
   *
   * @param lines physical lines, as many as are at hand
   */
  static LinePrefix infer(List<String> lines, Language language) {
    Map<Integer, int[]> agreeing = new HashMap<>();
    ServerClock clock = new ServerClock();
    List<String> report = List.of();
    for (String line : lines) {
      Severity.Found found = line.startsWith("\t") ? null : language.in(line);
      if (found == null) {
        continue;
      }
      String prefix = line.substring(0, found.from());
      clock.find(prefix);
      List<String> numbers = numbers(clock.isFound() ? clock.without(prefix) : prefix);
      if (found.word().isSecondary()) {
        for (int i = 0; i < Math.min(numbers.size(), report.size()); i++) {
          boolean same = numbers.get(i).equals(report.get(i));
          agreeing.computeIfAbsent(i, k -> new int[1])[0] += same ? 1 : -1000;
        }
      }
      report = numbers;
    }
    for (int column = 0; column < 8; column++) {
      int[] votes = agreeing.get(column);
      if (votes != null && votes[0] > 0) {
        return new LinePrefix(null, column);
      }
    }
    return new LinePrefix(null, agreeing.isEmpty() ? 0 : NONE);
  }

  /**
   * From the setting. Source: PostgreSQL's manual, "log_line_prefix", all escapes up to 18.
   *
   * @param setting as {@code SHOW log_line_prefix} prints it
   * @throws IllegalArgumentException on an escape that does not exist; the message is a sentence
   */
  static LinePrefix told(String setting) {
    StringBuilder pattern = new StringBuilder();
    Matcher escape = Pattern.compile("%(-?\\d*)(.)", Pattern.DOTALL).matcher(setting);
    int at = 0;
    boolean optional = false;
    while (escape.find()) {
      pattern.append(Pattern.quote(setting.substring(at, escape.start())));
      at = escape.end();
      if (escape.group(2).equals("q")) {
        pattern.append(optional ? "" : "(?:");
        optional = true;
      } else {
        pattern.append(" *").append(form(escape.group(2), setting, pattern)).append(" *?");
      }
    }
    pattern.append(Pattern.quote(setting.substring(at))).append(optional ? ")?" : "");
    return new LinePrefix(Pattern.compile(pattern.toString(), Pattern.DOTALL), NONE);
  }

  private static String form(String escape, String setting, StringBuilder soFar) {
    return switch (escape) {
      case "m", "t" -> named("time", TIME, soFar);
      case "n" -> named("time", "\\d{9,11}\\.\\d{3}", soFar);
      case "p" -> named("pid", "\\d+", soFar);
      case "c" -> named("session", "[0-9a-f]+\\.[0-9a-f]+", soFar);
      case "s" -> TIME;
      case "P" -> "\\d*";
      case "l", "x", "Q" -> "-?\\d+";
      case "v" -> "(?:-?\\d+/\\d+)?";
      case "e" -> "[0-9A-Z]{5}";
      case "a", "u", "d", "r", "h", "L", "b", "i" -> ".*?";
      case "%" -> "%";
      default ->
          throw new IllegalArgumentException(
              "--log-line-prefix '"
                  + setting
                  + "' has %"
                  + escape
                  + ", which PostgreSQL does not know. Copy what SHOW log_line_prefix prints.");
    };
  }

  private static String named(String name, String form, StringBuilder soFar) {
    return soFar.indexOf("(?<" + name + ">") >= 0 ? form : "(?<" + name + ">" + form + ")";
  }
}
