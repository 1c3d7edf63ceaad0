package dev.ectoscope.log.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The three forms of PostgreSQL's log, {@code log_destination}. */
public enum ServerLogFormat {
  STDERR("postgresql-stderr"),
  CSV("postgresql-csvlog"),
  JSON("postgresql-jsonlog");

  static final Pattern CSV_START =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} [^,\"]{1,40},[^,]*,[^,]*,\\d*,.*");
  private static final Pattern CSV_SEVERITY =
      Pattern.compile(
          ".*,(?:DEBUG[1-5]|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|[^\\s,\"\\d]{2,60}),[0-9A-Z]{5},.*");
  private static final Pattern ECTO =
      Pattern.compile("QUERY (?:OK|ERROR)(?: source=| db=| queue=|\\s*$)");
  private static final int FIRST_LINES = 200;

  private final String label;

  ServerLogFormat(String label) {
    this.label = label;
  }

  /** As the review names it. */
  public String label() {
    return label;
  }

  /**
   * The form of a log that begins with these bytes, or empty when PostgreSQL did not write it.
   *
   * @param first a few KiB
   */
  public static Optional<ServerLogFormat> of(byte[] first) {
    int lines = 0;
    int stderr = 0;
    String[] texts = new String(first, StandardCharsets.ISO_8859_1).split("\r?\n", FIRST_LINES);
    for (String line : texts) {
      if (line.isBlank() || line.startsWith("\t")) {
        continue; // a report goes on
      }
      if (isJson(line)) {
        return Optional.of(JSON);
      }
      if (CSV_START.matcher(line).matches() && CSV_SEVERITY.matcher(line).matches()) {
        return Optional.of(CSV);
      }
      if (ECTO.matcher(line).find()) {
        return Optional.empty();
      }
      lines++;
      stderr += Severity.in(line) != null ? 1 : 0;
    }
    boolean told = isTold(stderr, lines);
    return told || stderr == 0 && isForeign(first) ? Optional.of(STDERR) : Optional.empty();
  }

  /** A plan or a long statement has many lines to one that says what they are. */
  private static boolean isTold(int labelled, int lines) {
    return labelled > 0 && labelled * 20 >= lines;
  }

  /**
   * Whether it is the log of a server that speaks another language, in which no word is English.
   * One label alone is a word that others print too: another one, or a message that is
   * PostgreSQL's, has to confirm it.
   */
  private static boolean isForeign(byte[] first) {
    List<String> lines =
        new String(first, StandardCharsets.UTF_8)
            .lines()
            .limit(FIRST_LINES)
            .filter(line -> !line.isBlank() && !line.startsWith("\t"))
            .toList();
    Language language = Language.of(lines);
    if (language == Language.ENGLISH) {
      return false;
    }
    List<String> own = lines.stream().filter(language::isOwn).toList();
    return isTold(own.size(), lines.size())
        && (own.size() > 1 || own.stream().anyMatch(language::hasMessage));
  }

  /** How many lines of a log that begins with these bytes are reports or go on with one. */
  static int fitting(byte[] first) {
    ServerLogFormat format = of(first).orElse(null);
    if (format == null) {
      return 0;
    }
    int fitting = 0;
    for (String line : new String(first, StandardCharsets.ISO_8859_1).split("\r?\n", FIRST_LINES)) {
      boolean object = line.startsWith("{") || line.startsWith("\"");
      boolean report = !object && (line.startsWith("\t") || Severity.in(line) != null);
      fitting += format != STDERR || report ? 1 : 0;
    }
    return fitting;
  }

  private static boolean isJson(String line) {
    return line.startsWith("{")
        && line.contains("\"error_severity\":")
        && (line.contains("\"message\":") || line.contains("\"pid\":"));
  }
}
