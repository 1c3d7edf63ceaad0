package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.Column;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Operator;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.BurstClass;
import dev.ectoscope.workload.Bursts;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What repeats and is no loop over rows: pages, batches, streams, polls. Each has its reason in
 * words.
 */
final class LookAlike {

  /** Name of the fact that holds the reason. */
  static final String FACT = "dismissed";

  static final String PAGES = "each execution reads the next page, not one row";
  static final String BATCHES = "each execution reads a list of keys at once";
  static final String STREAM = "these are the fetches of one Repo.stream in a transaction";
  static final String SAME_ROW = "each execution writes the same row: its progress, not a list";
  static final String POLLS =
      "the executions wait for each other: a retry or a poll, not a loop over rows";

  static final String MESSAGES =
      "the executions wait long for each other, and only the order of the log puts them together: "
          + "messages that come one at a time, not a loop over rows";

  /** Polls that may be of several processes, and what different values ask for, wait longer. */
  private static final int LONG_WAITS = 5;

  static final String RETRIES = "every execution but the last failed: these are retries";
  static final String CLAIMS =
      "each row is claimed with SKIP LOCKED before it is written: a queue that comes row by row";

  static final String LOCKED_EACH =
      "each row is locked in a transaction of its own: the others stay free meanwhile";

  static final String READ_AGAIN =
      "the table is written between the executions: each reads what may have changed";
  static final String TRIED_AGAIN =
      "the same row is read again before each write: one change that is tried again";
  static final String AT_ONCE =
      "several processes ask at the same time: none of them could pass it to the others";
  static final String SCRIPT =
      "it is called from a script, a test or a console, not by what serves users";

  /** Tables in which libraries keep their own books, by how their names begin. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "schema_migrations",
          "Ecto's migrator",
          "oban_",
          "Oban",
          Projected.VERSIONS,
          "Commanded's projections");

  /** Tables in which libraries look for one thing at a time, however many they are asked for. */
  private static final Set<String> ONE_BY_ONE = Set.of("fun_with_flags_toggles", "guardian_tokens");

  static final String BY_LIBRARY =
      "a library looks for each by itself: only its cache could spare the queries";

  /** What types at a console runs, and what inserts for tests, by how the frames begin. */
  private static final List<String> BY_HAND =
      List.of(":elixir.", ":elixir_", ":erl_eval.", "ExMachina.");

  private LookAlike() {}

  /**
   * Whose own books a table holds: nothing that the application could do otherwise, but for the
   * jobs that it inserts.
   */
  static Optional<String> ofLibrary(Loop loop) {
    String table = loop.table();
    boolean insertsJobs = table.equals("oban_jobs") && loop.statement().kind() == Kind.INSERT;
    if (insertsJobs) {
      return Optional.empty();
    }
    if (isVersions(loop.statement().shape(), loop.statement().text())) {
      return Optional.of("Ecto's migrator keeps its own books in " + table);
    }
    if (isScript(loop.callSite())) {
      return Optional.of(SCRIPT);
    }
    return LIBRARIES.entrySet().stream()
        .filter(library -> table.startsWith(library.getKey()))
        .map(library -> library.getValue() + " keeps its own books in " + table)
        .findFirst();
  }

  /** The migrator's table, whatever it is called (Ecto.Migration.SchemaMigration). */
  private static boolean isVersions(Shape shape, String text) {
    List<String> columns = shape.projection().stream().map(Column::name).toList();
    return shape.kind() == Kind.INSERT
        ? columns.equals(List.of("version", "inserted_at"))
        : shape.kind() == Kind.READ
            && shape.predicates().isEmpty()
            && text.contains("\"version\"::bigint FROM ");
  }

  /** {@code priv/repo/seeds.exs}, {@code test/support/factory.ex}, what was typed in IEx. */
  private static boolean isScript(CallSite site) {
    return site.file().endsWith(".exs")
        || site.file().startsWith("test/")
        || BY_HAND.stream().anyMatch(site.function()::startsWith);
  }

  /** What is no loop whatever it does, or "". */
  static String ofAny(Loop loop, Workload workload) {
    return loop.bursts().stream().allMatch(b -> b.kind().afterFailure())
        ? RETRIES
        : Projected.isEventByEvent(loop, workload) ? Projected.EVENTS : OnceEach.ofUnits(loop);
  }

  /** Why writes of single rows are no loop over a list, or "". */
  static String ofWrites(Loop loop, Workload workload) {
    UnitOfWork unit = loop.example();
    int claimed = 0;
    int written = 0;
    int read = 0;
    Set<Long> rows = new HashSet<>();
    QueryCall before = null;
    for (QueryCall call : unit.calls()) {
      if (call.key().equals(loop.repetition().group().key())) {
        written++;
        claimed += before != null && claims(before, workload) ? 1 : 0;
        if (before != null && reads(before, loop.table(), workload)) {
          read++;
          rows.add(before.parametersHash());
        }
      }
      before = call;
    }
    if (written > 0 && claimed == written) {
      return CLAIMS;
    }
    boolean again = written > 1 && read == written && rows.size() == 1;
    return again && loop.printsParameters() ? TRIED_AGAIN : "";
  }

  private static boolean reads(QueryCall call, String table, Workload workload) {
    return about(call, table, workload) == Kind.READ;
  }

  /** What a call does with the table, or null. */
  private static @Nullable Kind about(QueryCall call, String table, Workload workload) {
    StatementStatistics statistics = workload.statement(call.fingerprint());
    if (statistics == null) {
      return null;
    }
    Statement statement = statistics.statement();
    return statement.shape().rootTable().equals(table) ? statement.kind() : null;
  }

  /** Whether most executions come after a write to the table that came after the one before. */
  private static boolean isReadAgain(Loop loop, Workload workload) {
    int executions = 0;
    int after = 0;
    boolean written = false;
    for (QueryCall call : loop.example().calls()) {
      if (call.key().equals(loop.repetition().group().key())) {
        after += executions > 0 && written ? 1 : 0;
        executions++;
        written = false;
      } else {
        Kind kind = about(call, loop.table(), workload);
        written |= kind == Kind.INSERT || kind == Kind.UPDATE || kind == Kind.DELETE;
      }
    }
    return 2 * after >= executions && executions > 1;
  }

  private static boolean claims(QueryCall call, Workload workload) {
    StatementStatistics statement = workload.statement(call.fingerprint());
    return statement != null && isQueue(statement.statement());
  }

  /** Whether a read takes what no other one has taken. */
  static boolean isQueue(Statement statement) {
    return statement.text().toUpperCase(Locale.ROOT).contains("SKIP LOCKED");
  }

  /** Why rows that are locked one by one are no loop that one lock could replace, or "". */
  static String ofLocks(Loop loop, Workload workload) {
    int executions = 0;
    int apart = 0;
    boolean ended = false;
    for (QueryCall call : loop.example().calls()) {
      if (call.key().equals(loop.repetition().group().key())) {
        apart += executions > 0 && ended ? 1 : 0;
        executions++;
        ended = false;
      } else {
        StatementStatistics statement = workload.statement(call.fingerprint());
        ended |= statement != null && statement.statement().verb().matches("commit|rollback");
      }
    }
    return 2 * apart >= executions && executions > 1 ? LOCKED_EACH : "";
  }

  /** The dismissal that {@code suspect} already knew. */
  static Optional<Verdict> verdict(Suspicion suspicion) {
    return Optional.ofNullable((String) suspicion.facts().get(FACT)).map(Verdict.Dismissed::new);
  }

  /** Why executions with different parameters are no loop over rows, or "". */
  static String ofDifferent(Loop loop, Samples samples, Thresholds thresholds, Workload workload) {
    String any = ofAny(loop, workload);
    if (!any.isEmpty()) {
      return any;
    }
    if (ONE_BY_ONE.contains(loop.table())) {
      return BY_LIBRARY;
    }
    if (isPlacedByOrder(loop.example())
        && waits(loop, LONG_WAITS * thresholds.pauseMs(), thresholds)) {
      return MESSAGES;
    }
    Shape shape = loop.statement().shape();
    if (isPage(shape, samples) && !hasKeyEach(loop, samples)) {
      return PAGES;
    }
    String places = OnceEach.ofPlaces(loop, thresholds);
    if (!places.isEmpty()) {
      return places;
    }
    return RowKey.asksForMany(shape, samples) ? BATCHES : "";
  }

  /** Why executions with the same parameters are not the same question asked again, or "". */
  static String ofSame(Loop loop, Thresholds thresholds, Workload workload) {
    String any = ofAny(loop, workload);
    if (!any.isEmpty()) {
      return any;
    }
    if (isReadAgain(loop, workload)) {
      return READ_AGAIN;
    }
    if (loop.bursts().stream().allMatch(LookAlike::isStream)) {
      return STREAM;
    }
    if (loop.runsInParallel()) {
      return AT_ONCE;
    }
    return waits(loop, thresholds.pauseMs(), thresholds) ? POLLS : "";
  }

  /** Whether the executions of a burst wait for each other. */
  private static boolean waits(Loop loop, long millis, Thresholds thresholds) {
    return loop.bursts().stream().allMatch(b -> b.kind().pause() >= 10 * millis && hasTimeToWait(b))
        || mostlyWaits(loop, thresholds);
  }

  /** Without a clock: what took less time in all, as it prints itself, has not waited. */
  private static boolean hasTimeToWait(Bursts bursts) {
    long whole = isClocked(bursts.example()) ? -1 : bursts.example().duration();
    return whole < 0 || whole >= bursts.kind().pause() * (bursts.least() - 1) / 2;
  }

  /**
   * Where no clock is printed: whether the whole takes so much longer than its queries that the
   * executions must wait for each other.
   */
  private static boolean mostlyWaits(Loop loop, Thresholds thresholds) {
    UnitOfWork unit = loop.example();
    long most = loop.bursts().stream().mapToLong(Bursts::most).max().orElse(0);
    return !isClocked(unit) && unit.duration() >= 10 * 10 * thresholds.pauseMs() * most;
  }

  private static boolean isClocked(UnitOfWork unit) {
    return unit.calls().stream().anyMatch(call -> call.clock() >= 0);
  }

  /** Whether nothing that the queries print says that they belong to the unit. */
  static boolean isPlacedByOrder(UnitOfWork unit) {
    return !unit.key().startsWith("request:") && !unit.key().startsWith("pid:");
  }

  /**
   * OFFSET with a parameter, or {@code id > $1 ORDER BY id LIMIT n} of ever the same rows: what
   * differs more often than the bound tells which rows are meant.
   */
  static boolean isPage(Shape shape, Samples samples) {
    boolean offset = shape.offset().filter(o -> o.parameter() > 0 || o.value() > 0).isPresent();
    return shape.limit().isPresent() && (offset || isKeyset(shape, samples));
  }

  private static boolean isKeyset(Shape shape, Samples samples) {
    if (shape.order().isEmpty() || !shape.order().get(0).column().isKnown()) {
      return false;
    }
    long bounds = distinct(shape, samples, p -> bounds(p, shape));
    long keys = distinct(shape, samples, p -> p.operator() == Operator.EQUALS);
    return bounds >= 0 && (keys <= 1 || keys <= bounds);
  }

  /**
   * Whether each execution asks for the first of another key: more keys than units, or one row a
   * key, and in the unit that shows it best none twice. Who walks through pages keeps the key.
   */
  private static boolean hasKeyEach(Loop loop, Samples samples) {
    Shape shape = loop.statement().shape();
    Samples one = Samples.ofOneUnit(loop);
    boolean first = RowKey.asksForFirst(shape);
    return shape.predicates().stream()
        .filter(p -> p.operator() == Operator.EQUALS && !p.disjunct())
        .filter(p -> p.operand() instanceof Operand.Parameter)
        .map(p -> ((Operand.Parameter) p.operand()).number())
        .filter(n -> samples.distinct(n) > Math.min(loop.units(), first ? 2 : loop.units()))
        .anyMatch(n -> one.distinct(n) == one.values(n).size());
  }

  /** Most values seen of one of the conditions; -1 when there is none. */
  private static long distinct(
      Shape shape, Samples samples, java.util.function.Predicate<Predicate> which) {
    return shape.predicates().stream()
        .filter(p -> p.operand() instanceof Operand.Parameter && which.test(p))
        .mapToLong(p -> samples.distinct(((Operand.Parameter) p.operand()).number()))
        .max()
        .orElse(-1);
  }

  private static boolean bounds(Predicate predicate, Shape shape) {
    return predicate.operator().isRange()
        && predicate.operand() instanceof Operand.Parameter
        && shape.order().get(0).column().equals(predicate.column());
  }

  /** The statements that only {@code Repo.stream} runs: it fetches their rows in parts. */
  static Set<String> streams(Workload workload) {
    return workload.repetitions().stream()
        .filter(r -> r.statement().kind() == Kind.READ)
        .filter(r -> r.bursts().stream().allMatch(b -> isStream(b) && !b.kind().parametersDiffer()))
        .map(r -> r.statement().fingerprint())
        .collect(Collectors.toSet());
  }

  /**
   * Executions without a checkout of their own, one directly after the other, between begin and
   * commit.
   */
  private static boolean isStream(Bursts bursts) {
    return bursts.kind().held() && bursts.kind().uninterrupted() != BurstClass.Uninterrupted.LESS;
  }
}
