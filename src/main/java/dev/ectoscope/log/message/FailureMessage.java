package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.FailureKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads error reports that name DBConnection.ConnectionError or Postgrex.Error. Error messages are
 * rare, so this reads them as text.
 *
 * <p>Sources: db_connection's lib/db_connection/connection_pool.ex and holder.ex;
 * Postgrex.Error.message/1.
 */
final class FailureMessage {

  private static final int LONGEST_TEXT = 64 * 1024;
  private static final int LONGEST_STACK = 8 * 1024;
  private static final int MOST_STACKS = 256;

  private static final Pattern DROPPED =
      Pattern.compile(
          "(?:\\[(?:Elixir\\.)?([A-Z][\\w.]*)] )?"
              + "connection not available and request was dropped from queue after (\\d{1,15})ms");
  private static final Pattern TIMED_OUT =
      Pattern.compile(
          "timed out because it (?:queued and )?checked out the connection for longer than "
              + "(\\d{1,15})ms");
  private static final String NAMED = "(Postgrex.Error) ";
  private static final Pattern POSTGREX =
      Pattern.compile(
          "(?:\\(Postgrex\\.Error\\) \\w+|\\A(?:ERROR|FATAL)) ([0-9A-Z]{5}) (\\([a-z_]+\\))([^\\n]*)");

  /** Ecto.ConstraintError.message/1 of ecto, lib/ecto/exceptions.ex. */
  private static final String RAISED = "(Ecto.ConstraintError) ";

  private static final Pattern VIOLATED =
      Pattern.compile(
          "constraint error when attempting to \\w+ struct:\\s+\\* "
              + "(\"[^\"\\n]{1,130}\" \\((?:unique|foreign_key|check|exclusion)_constraint\\))");
  private static final Pattern FRAME =
      Pattern.compile(" +\\(([a-z_0-9]+)(?: [^)]*)?\\) ([^:\\n]+):(\\d{1,9}): ([^\\n]+)");
  private static final Pattern CRASHED =
      Pattern.compile(
          "\\A(?:Process|Task|GenServer|:gen_statem|GenStage) (?:#PID)?(<\\d+\\.\\d+\\.\\d+>)");
  private static final Pattern IN_TRANSACTION =
      Pattern.compile("anonymous fn/\\d in [\\w.]+\\.(?:transaction|transact|checkout)/2");
  private static final Pattern QUOTED_VALUE = Pattern.compile("\"[^\"]*\"|'[^']*'");

  private static final Set<String> DEPENDENCIES =
      Set.of(
          "ecto",
          "ecto_sql",
          "db_connection",
          "postgrex",
          "elixir",
          "stdlib",
          "kernel",
          "logger",
          "telemetry",
          "phoenix",
          "phoenix_live_view",
          "phoenix_ecto",
          "plug",
          "plug_cowboy",
          "cowboy",
          "bandit",
          "thousand_island",
          "oban",
          "absinthe",
          "dataloader");

  private final Map<String, CallSite> sites = new HashMap<>();

  /** Reads the cleaned message [from, to). */
  void read(byte[] bytes, int from, int to, Reading reading) {
    String text = new String(bytes, from, Math.min(to - from, LONGEST_TEXT), UTF_8);
    // Plain searches first: a pattern that finds nothing has looked at every character.
    Matcher dropped = DROPPED.matcher(text);
    if (text.contains("dropped from queue") && dropped.find()) {
      String repo = dropped.group(1) == null ? "" : dropped.group(1);
      String said = dropped.group().substring(dropped.group().indexOf("connection not"));
      emit(reading, FailureKind.DROPPED_FROM_QUEUE, repo, "", said, dropped.group(2), text);
      return;
    }
    Matcher timedOut = TIMED_OUT.matcher(text);
    if (text.contains("timed out because") && timedOut.find()) {
      String said = timedOut.group();
      emit(reading, FailureKind.CLIENT_TIMEOUT, "", "", said, timedOut.group(1), text);
      return;
    }
    int raised = text.indexOf(RAISED);
    Matcher violated = VIOLATED.matcher(text);
    if (raised >= 0 && violated.find(raised)) {
      String said = "Ecto.ConstraintError: " + violated.group(1);
      emit(reading, FailureKind.CONSTRAINT, "", "", said, null, text);
      return;
    }
    Matcher postgrex = POSTGREX.matcher(text);
    int start = text.startsWith("ERROR") || text.startsWith("FATAL") ? 0 : text.indexOf(NAMED);
    if (start >= 0 && postgrex.find(start)) {
      String code = postgrex.group(1);
      String said = postgrex.group(2) + withoutValues(kindOf(code), postgrex.group(3));
      emit(reading, kindOf(code), "", code, "ERROR " + code + " " + said, null, text);
    }
  }

  private void emit(
      Reading reading,
      FailureKind kind,
      String repo,
      String code,
      String said,
      @Nullable String milliseconds,
      String text) {
    reading.emit(
        new LogEvent.Failure(
            reading.position(),
            reading.clock(),
            crashed(reading.process(), text),
            kind,
            repo,
            code,
            said.stripTrailing(), // terminals pad
            milliseconds == null ? LogEvent.ABSENT : Long.parseLong(milliseconds),
            firstApplicationFrame(text)));
  }

  /** {@code Process #PID<0.282.0> raised an exception}: it says itself whose it is. */
  private static LogEvent.Process crashed(LogEvent.Process printer, String text) {
    Matcher crashed = CRASHED.matcher(text);
    return printer.pid().isEmpty() && crashed.lookingAt()
        ? new LogEvent.Process(printer.requestId(), crashed.group(1), printer.instance())
        : printer;
  }

  private static FailureKind kindOf(String code) {
    if (code.equals("40P01")) {
      return FailureKind.DEADLOCK;
    }
    if (code.equals("57014")) {
      return FailureKind.CANCELLED;
    }
    return code.startsWith("23") ? FailureKind.CONSTRAINT : FailureKind.OTHER;
  }

  /** Quotes hold names in constraint errors, but may hold values in others. */
  private static String withoutValues(FailureKind kind, String said) {
    return kind == FailureKind.CONSTRAINT ? said : QUOTED_VALUE.matcher(said).replaceAll("…");
  }

  /** Reports of one place have the same frames, to the last letter. */
  private CallSite firstApplicationFrame(String text) {
    int feed = text.indexOf('\n');
    if (text.startsWith(" ") || feed < 0 || text.length() > LONGEST_STACK) {
      return applicationFrame(text);
    }
    if (sites.size() == MOST_STACKS) {
      sites.clear();
    }
    return sites.computeIfAbsent(text.substring(feed + 1), FailureMessage::applicationFrame);
  }

  private static CallSite applicationFrame(String text) {
    Matcher frame = FRAME.matcher(text);
    for (int from = 0; from < text.length(); ) {
      int feed = text.indexOf('\n', from);
      int end = feed < 0 ? text.length() : feed;
      boolean frames = text.charAt(from) == ' ' && !isOfDependency(text, from);
      if (frames && frame.region(from, end).matches()) {
        String function = frame.group(4).strip();
        if (!isRepo(function)) {
          return new CallSite(function, frame.group(2), Integer.parseInt(frame.group(3)));
        }
      }
      from = end + 1;
    }
    return CallSite.UNKNOWN;
  }

  /** {@code (ecto_sql 3.11.1) lib/…}: most frames are, and need not be taken apart. */
  private static boolean isOfDependency(String text, int line) {
    int open = line;
    while (open < text.length() && text.charAt(open) == ' ') {
      open++;
    }
    int end = open + 1;
    while (end < text.length() && isOfName(text.charAt(end))) {
      end++;
    }
    return end < text.length()
        && text.charAt(open) == '('
        && DEPENDENCIES.contains(text.substring(open + 1, end));
  }

  private static boolean isOfName(char c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_';
  }

  /**
   * {@code Shop.Repo.all/2}, {@code anonymous fn/1 in Shop.Store.transaction/2}: code that Ecto
   * wrote into the application.
   */
  private static boolean isRepo(String function) {
    String name = new CallSite(function, "", 0).function();
    return name.contains("Repo.") || IN_TRANSACTION.matcher(function).matches();
  }
}
