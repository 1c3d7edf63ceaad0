package dev.ectoscope.detector.query;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Operand;
import dev.ectoscope.sql.Predicate;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.BurstClass;
import dev.ectoscope.workload.Bursts;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  static final String RETRIES = "every execution but the last failed: these are retries";
  static final String CLAIMS =
      "each row is claimed with SKIP LOCKED before it is written: a queue that comes row by row";

  /** Tables in which libraries keep their own books, by how their names begin. */
  private static final Map<String, String> LIBRARIES =
      Map.of("schema_migrations", "Ecto's migrator", "oban_", "Oban");

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
    return LIBRARIES.entrySet().stream()
        .filter(library -> table.startsWith(library.getKey()))
        .map(library -> library.getValue() + " keeps its own books in " + table)
        .findFirst();
  }

  /** What is no loop whatever it does, or "". */
  static String ofAny(Loop loop) {
    return loop.bursts().stream().allMatch(b -> b.kind().afterFailure()) ? RETRIES : "";
  }

  /** Why writes of single rows are no loop over a list, or "". */
  static String ofWrites(Loop loop, Workload workload) {
    UnitOfWork unit = loop.example();
    int claimed = 0;
    int written = 0;
    QueryCall before = null;
    for (QueryCall call : unit.calls()) {
      if (call.key().equals(loop.repetition().group().key())) {
        written++;
        claimed += before != null && claims(before, workload) ? 1 : 0;
      }
      before = call;
    }
    return written > 0 && claimed == written ? CLAIMS : "";
  }

  private static boolean claims(QueryCall call, Workload workload) {
    StatementStatistics statement = workload.statement(call.fingerprint());
    return statement != null && statement.text().toUpperCase(Locale.ROOT).contains("SKIP LOCKED");
  }

  /** The dismissal that {@code suspect} already knew. */
  static Optional<Verdict> verdict(Suspicion suspicion) {
    return Optional.ofNullable((String) suspicion.facts().get(FACT)).map(Verdict.Dismissed::new);
  }

  /** Why executions with different parameters are no loop over rows, or "". */
  static String ofDifferent(Loop loop, Samples samples) {
    String any = ofAny(loop);
    if (!any.isEmpty()) {
      return any;
    }
    Shape shape = loop.statement().shape();
    if (isPage(shape)) {
      return PAGES;
    }
    return RowKey.asksForMany(shape, samples) ? BATCHES : "";
  }

  /** Why executions with the same parameters are not the same question asked again, or "". */
  static String ofSame(Loop loop, Thresholds thresholds) {
    String any = ofAny(loop);
    if (!any.isEmpty()) {
      return any;
    }
    if (loop.bursts().stream().allMatch(LookAlike::isStream)) {
      return STREAM;
    }
    boolean polls =
        loop.bursts().stream().allMatch(b -> b.kind().pause() >= 10 * thresholds.pauseMs());
    return polls || mostlyWaits(loop.example(), thresholds) ? POLLS : "";
  }

  /**
   * Where no clock is printed: whether the whole takes so much longer than its queries that they
   * must wait for each other.
   */
  private static boolean mostlyWaits(UnitOfWork unit, Thresholds thresholds) {
    boolean clocked = unit.calls().stream().anyMatch(call -> call.clock() >= 0);
    return !clocked && unit.duration() >= 10 * 10 * thresholds.pauseMs() * unit.calls().size();
  }

  /** OFFSET with a parameter, or {@code id > $1 ORDER BY id LIMIT n}. */
  static boolean isPage(Shape shape) {
    boolean offset = shape.offset().filter(o -> o.parameter() > 0 || o.value() > 0).isPresent();
    return shape.limit().isPresent() && (offset || isKeyset(shape));
  }

  private static boolean isKeyset(Shape shape) {
    return !shape.order().isEmpty()
        && shape.order().get(0).column().isKnown()
        && shape.predicates().stream().anyMatch(p -> bounds(p, shape));
  }

  private static boolean bounds(Predicate predicate, Shape shape) {
    return predicate.operator().isRange()
        && predicate.operand() instanceof Operand.Parameter
        && shape.order().get(0).column().equals(predicate.column());
  }

  /**
   * Executions without a checkout of their own, one directly after the other, between begin and
   * commit.
   */
  private static boolean isStream(Bursts bursts) {
    return bursts.kind().held() && bursts.kind().uninterrupted() != BurstClass.Uninterrupted.LESS;
  }
}
