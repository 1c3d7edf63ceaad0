package dev.ectoscope.log.server;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.log.server.StatementActivity.Executions;
import dev.ectoscope.log.server.StatementActivity.LockWaits;
import dev.ectoscope.log.server.StatementActivity.TemporaryFiles;
import dev.ectoscope.sql.Fingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gathers the reports of one log into a {@link ServerActivity}. */
final class ActivityBuilder {

  private static final String OWN = "/* ectoscope */";
  private static final long SECOND = 10_000;
  private static final long TOO_SHORT = 20;

  /** Bytes that no server writes in a tenth of a millisecond. */
  private static final long FASTEST = 400_000;

  private static final int MOST_KNOWN = 20_000;
  private static final String UNREAD_PLAN =
      "a plan that is cut off: set auto_explain.log_format to text or json, and see that nothing"
          + " between the server and this file cuts its lines";

  /** Characters of all texts whose fingerprints are remembered. */
  private static final int MOST_FINGERPRINTED = 4 << 20;

  /** What a statement takes beside its texts. */
  private static final int OWN_CHARACTERS = 600;

  private static final int LONGEST_MESSAGE = 400;
  private static final int LONGEST_PARAMETERS = 1 << 16;
  private static final int LONGEST_PLAN = 256 * 1024;

  private static final Pattern WAITING =
      Pattern.compile(
          "process (\\d+) (still waiting for|acquired|avoided deadlock for|detected deadlock while"
              + " waiting for|failed to acquire) .+ after (\\d+)\\.(\\d{3}) ms");

  /** {@code Dauer: 8.055 ms}, {@code durée : 8,055 ms}. */
  private static final Pattern FOREIGN_DURATION =
      Pattern.compile("[\\p{L}\\p{M} \u00a0]{2,20}: ?\\d{1,15}[.,]\\d{3}(?!\\d)");

  private static final String FOREIGN =
      "the server reports in a language that is not read: no durations are taken"
          + " from this log. Set lc_messages = 'C' for the server, or for the application's role,"
          + " and take the log again";
  private static final Pattern TEMPORARY =
      Pattern.compile("temporary file: path \".*\", size (\\d+)", Pattern.DOTALL);
  private static final Pattern CANCELED =
      Pattern.compile("canceling statement due to (.+)", Pattern.DOTALL);

  private record Logged(String text, String detail, long line) {}

  /** What a session ran last, and when that ended. */
  private record Finished(String text, long clock) {}

  private final String path;
  private final Period period;
  private final ToldApart<Gathering> statements =
      new ToldApart<>(
          ToldApart.MOST,
          ToldApart.MOST_CHARACTERS,
          one -> one.characters,
          one -> leaveOut(one.activity()));
  private final List<Deadlock> deadlocks = new ArrayList<>();
  private final Map<String, String> fingerprints = new LinkedHashMap<>();
  private long fingerprinted;
  private final Sessions<Logged> logged = new Sessions<>();
  private final Sessions<Finished> finished = new Sessions<>();
  private final Sessions<Long> waiting = new Sessions<>();
  private boolean language;
  private long guessed;
  private ServerActivity.Aside aside = ServerActivity.Aside.NONE;

  ActivityBuilder(String path, Period period) {
    this.path = path;
    this.period = period;
  }

  ServerActivity build(InputFile input) {
    SortedMap<String, StatementActivity> gathered = new TreeMap<>();
    statements.told().forEach((fingerprint, one) -> gathered.put(fingerprint, one.activity()));
    return new ServerActivity(
        gathered, statements.bar(), List.copyOf(deadlocks), aside, List.of(input));
  }

  private void leaveOut(StatementActivity one) {
    aside = aside.merge(ServerActivity.Aside.others(one.reports()));
  }

  /** Takes one report; says what of it could not be read, or "". */
  String accept(ServerEntry entry) {
    if (!period.contains(entry.clock())) {
      aside = aside.merge(new ServerActivity.Aside(0, 1, 0, 0, TemporaryFiles.NONE));
    } else if (entry.severity().isFailure()) {
      failure(entry);
    } else if (entry.severity() == Severity.LOG) {
      return report(entry);
    }
    return "";
  }

  private String report(ServerEntry entry) {
    String message = entry.message();
    if (message.startsWith("duration: ")) {
      return duration(entry);
    } else if (message.startsWith("statement: ") || message.startsWith("execute ")) {
      logged.put(entry.session(), new Logged(sql(message), entry.detail(), entry.line()));
    } else if (message.startsWith("process ")) {
      lockWait(entry);
    } else if (message.startsWith("temporary file: ")) {
      temporaryFile(entry);
    } else if (!language && FOREIGN_DURATION.matcher(message).lookingAt()) {
      language = true;
      return FOREIGN;
    }
    return "";
  }

  /** {@code duration: 8.055 ms}, with two blanks and what took so long, or without. */
  private String duration(ServerEntry entry) {
    String message = entry.message();
    int end = message.indexOf(" ms");
    long duration = end < 0 ? -1 : microseconds(message.substring("duration: ".length(), end));
    if (duration < 0) {
      return "a duration without its number";
    }
    String what = message.substring(end + " ms".length()).stripLeading();
    if (what.startsWith("plan:")) {
      return plan(entry, duration, what.substring("plan:".length()));
    } else if (what.startsWith("statement: ") || what.startsWith("execute ")) {
      executed(sql(what), entry.line(), duration, entry.detail());
      finished(entry, sql(what));
    } else if (what.isEmpty()) {
      // log_duration alone: what ran was said before, by log_statement
      Logged before = logged.remove(entry.session());
      if (before != null) {
        executed(before.text(), before.line(), duration, before.detail());
        finished(entry, before.text());
        guessed += entry.session().isEmpty() ? 1 : 0;
      }
    }
    return "";
  }

  /** What follows {@code statement: }, or {@code execute <name>: }. */
  private static String sql(String message) {
    return message.substring(message.indexOf(": ") + 2);
  }

  /** {@code 8.055} as 8055, or -1. */
  private static long microseconds(String text) {
    int point = text.indexOf('.');
    try {
      long whole = Long.parseLong(point < 0 ? text : text.substring(0, point));
      String fraction = point < 0 ? "000" : (text.substring(point + 1) + "000").substring(0, 3);
      return whole * 1000 + Long.parseLong(fraction);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private void finished(ServerEntry entry, String text) {
    if (text.length() <= Sessions.LONGEST) {
      finished.put(entry.session(), new Finished(text, entry.clock()));
    } else {
      finished.remove(entry.session());
    }
  }

  private void executed(String sql, long line, long duration, String detail) {
    int values = detail.indexOf(": ");
    boolean given = detail.regionMatches(true, 0, "parameters: ", 0, "parameters: ".length());
    int end = Math.min(detail.length(), values + 2 + LONGEST_PARAMETERS);
    String parameters = given ? detail.substring(values + 2, end) : "";
    Executions one = new Executions(1, duration, duration, at(line), parameters);
    add(sql, line, parameters.length(), s -> s.executions = s.executions.merge(one));
  }

  private String plan(ServerEntry entry, long duration, String text) {
    AutoExplain explained = AutoExplain.read(text);
    if (explained == null || explained.plan().length() > LONGEST_PLAN) {
      return explained == null ? UNREAD_PLAN : "a plan longer than " + LONGEST_PLAN + " bytes";
    }
    finished(entry, explained.statement());
    LoggedPlan plan =
        new LoggedPlan(at(entry.line()), duration, explained.json(), explained.plan());
    add(
        explained.statement(),
        entry.line(),
        explained.plan().length(),
        s -> {
          s.plans++;
          s.slowestPlan = LoggedPlan.slower(s.slowestPlan, plan);
        });
    return "";
  }

  private void lockWait(ServerEntry entry) {
    Matcher wait = WAITING.matcher(entry.message());
    if (!wait.matches() || entry.statement().isEmpty()) {
      return;
    }
    String pid = wait.group(1);
    long waited = Long.parseLong(wait.group(3)) * 1000 + Long.parseLong(wait.group(4));
    Long counted = waiting.get(pid);
    boolean over = !wait.group(2).equals("still waiting for");
    LockWaits more =
        counted == null
            ? new LockWaits(1, waited)
            : new LockWaits(0, Math.max(0, waited - counted));
    if (over) {
      waiting.remove(pid);
    } else {
      waiting.put(pid, waited);
    }
    add(entry.statement(), entry.line(), s -> s.lockWaits = s.lockWaits.merge(more));
  }

  private void temporaryFile(ServerEntry entry) {
    Matcher file = TEMPORARY.matcher(entry.message());
    if (!file.matches()) {
      return;
    }
    TemporaryFiles one = new TemporaryFiles(1, Long.parseLong(file.group(1)));
    String statement =
        entry.statement().isEmpty() ? justFinished(entry, one.bytes()) : entry.statement();
    if (statement.isEmpty()) {
      aside = aside.merge(new ServerActivity.Aside(0, 0, 0, 0, one));
    } else {
      add(statement, entry.line(), s -> s.temporaryFiles = s.temporaryFiles.merge(one));
    }
  }

  /**
   * What the session ended so shortly before that no other can have written the file since: of a
   * prepared statement the server reports its files when it is over, without its text. Or "".
   */
  private String justFinished(ServerEntry entry, long bytes) {
    Finished last = finished.get(entry.session());
    if (last == null || entry.session().isEmpty()) {
      return "";
    }
    boolean seconds = entry.clock() % SECOND == 0 && last.clock() % SECOND == 0;
    long since = entry.clock() - last.clock();
    boolean atOnce = !seconds && since >= 0 && since <= TOO_SHORT + bytes / FASTEST;
    return atOnce ? last.text() : "";
  }

  /** What is to be said of the whole log, or "". */
  String reservation() {
    return guessed == 0
        ? ""
        : guessed
            + " durations printed apart from their statements were joined to them by order, which is"
            + " wrong where sessions ran at once: put %p into log_line_prefix";
  }

  private void failure(ServerEntry entry) {
    logged.remove(entry.session());
    String message = entry.message();
    if (message.startsWith("deadlock detected")) {
      deadlock(entry);
    }
    if (entry.statement().isEmpty()) {
      return;
    }
    Matcher canceled = CANCELED.matcher(message);
    if (canceled.matches()) {
      add(
          entry.statement(),
          entry.line(),
          s -> StatementActivity.count(s.cancelled, shortened(canceled.group(1)), 1));
    } else {
      String masked = shortened(masked(message));
      add(entry.statement(), entry.line(), s -> StatementActivity.count(s.failed, masked, 1));
    }
  }

  private void deadlock(ServerEntry entry) {
    if (deadlocks.size() < ServerActivity.MOST_DEADLOCKS) {
      deadlocks.add(Deadlock.read(at(entry.line()), entry.clock(), entry.detail()));
    } else {
      aside = aside.merge(ServerActivity.Aside.deadlocks(1));
    }
  }

  /** Names in double quotes say what failed; what follows a colon is a value. */
  private static String masked(String message) {
    int colon = message.indexOf(": ");
    String text = colon < 0 ? message : message.substring(0, colon);
    return text.replaceAll("\\s+at character \\d+$", "").lines().findFirst().orElse("");
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE);
  }

  private Position at(long line) {
    return new Position(path, line);
  }

  private void add(String sql, long line, Consumer<Gathering> change) {
    add(sql, line, 0, change);
  }

  /**
   * @param more characters that are kept beside the text
   */
  private void add(String sql, long line, int more, Consumer<Gathering> change) {
    if (sql.startsWith(OWN)) {
      aside = aside.merge(new ServerActivity.Aside(1, 0, 0, 0, TemporaryFiles.NONE));
      return;
    }
    String fingerprint = fingerprint(sql);
    Gathering one = statements.get(fingerprint);
    boolean known = one != null;
    if (one == null) {
      String text =
          sql.length() <= StatementText.LONGEST ? sql : sql.substring(0, StatementText.LONGEST);
      one = new Gathering(fingerprint, text, at(line));
    }
    int before = one.characters;
    change.accept(one);
    int longest = Math.min(sql.length(), StatementText.LONGEST);
    one.characters = Math.max(before, OWN_CHARACTERS + longest + more);
    if (known) {
      statements.heavier(one.characters - before);
    } else if (statements.leavesOut(fingerprint)) {
      leaveOut(one.activity());
    } else {
      statements.put(fingerprint, one);
    }
  }

  private String fingerprint(String sql) {
    String known = fingerprints.get(sql);
    if (known != null) {
      return known;
    }
    fingerprinted += sql.length();
    if (fingerprints.size() > MOST_KNOWN || fingerprinted > MOST_FINGERPRINTED) {
      fingerprints.clear();
      fingerprinted = sql.length();
    }
    String made = Fingerprint.of(sql);
    fingerprints.put(sql, made);
    return made;
  }

  /** One statement while its log is read. */
  private static final class Gathering {
    private final String fingerprint;
    private final String text;
    private final Position first;
    private final SortedMap<String, Long> cancelled = new TreeMap<>();
    private final SortedMap<String, Long> failed = new TreeMap<>();
    private Executions executions = Executions.NONE;
    private LockWaits lockWaits = LockWaits.NONE;
    private TemporaryFiles temporaryFiles = TemporaryFiles.NONE;
    private long plans;
    private int characters;
    private @Nullable LoggedPlan slowestPlan;

    Gathering(String fingerprint, String text, Position first) {
      this.fingerprint = fingerprint;
      this.text = text;
      this.first = first;
    }

    StatementActivity activity() {
      return new StatementActivity(
          fingerprint,
          text,
          first,
          executions,
          lockWaits,
          temporaryFiles,
          cancelled,
          failed,
          plans,
          slowestPlan,
          characters);
    }
  }
}
