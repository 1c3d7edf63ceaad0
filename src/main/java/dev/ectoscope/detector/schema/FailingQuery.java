package dev.ectoscope.detector.schema;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

@DetectorInfo(
    id = "failing-query",
    title = "A query fails",
    whyItMatters =
        """
        Whoever asked gets an error, and inside a transaction everything done before is undone and \
        was work for nothing.""",
    whenItIsFine =
        """
        When the failure is expected and handled: a unique_constraint of a changeset prints the same \
        QUERY ERROR and gives the user a message.""",
    evidence = {"log", "catalog"},
    bad =
        """
        # raises Ecto.ConstraintError when the room is taken
        Repo.insert(change(%Booking{}, attrs))""",
    good =
        """
        %Booking{}
        |> change(attrs)
        |> unique_constraint([:room_id, :starts_at])
        |> Repo.insert()""",
    references = "https://hexdocs.pm/ecto/Ecto.Changeset.html#unique_constraint/3")
public final class FailingQuery implements Detector {

  private static final long NEAR_LINES = 40;
  private static final String UNREPORTED = "";
  private static final String ERRORS = "errors";

  private record Failed(UnitOfWork unit, QueryCall call) {}

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Map<String, List<Failed>> byStatement = new TreeMap<>();
    for (UnitOfWork unit : workload.units()) {
      for (QueryCall call : unit.calls()) {
        boolean dropped = call.db() < 0 && call.queue() >= 0;
        if (!call.ok() && !dropped && isData(workload.statement(call.fingerprint()))) {
          byStatement
              .computeIfAbsent(call.fingerprint(), f -> new ArrayList<>())
              .add(new Failed(unit, call));
        }
      }
    }
    return byStatement.entrySet().stream()
        .map(e -> suspicion(workload.statement(e.getKey()).statement(), e.getValue(), workload));
  }

  private static boolean isData(StatementStatistics statement) {
    Kind kind = statement.statement().kind();
    return kind == Kind.READ || kind == Kind.INSERT || kind == Kind.UPDATE || kind == Kind.DELETE;
  }

  private static Suspicion suspicion(Statement statement, List<Failed> failed, Workload workload) {
    Map<String, Long> reasons = new TreeMap<>();
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "log",
            failed.size()
                + " of "
                + workload.statement(statement.fingerprint()).calls()
                + " executions failed"));
    for (Failed one : failed) {
      Failure report = report(one, workload);
      reasons.merge(report == null ? UNREPORTED : reason(report), 1L, Long::sum);
      if (report != null && !report.text().isEmpty()) {
        notes.add(new Note("log", report.text()));
      }
    }
    String reason =
        reasons.entrySet().stream()
            .filter(e -> !e.getKey().equals(UNREPORTED))
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(UNREPORTED);
    double spent =
        failed.stream().mapToLong(f -> f.call().dbOrZero() + f.call().queueOrZero()).sum() / 10.0;
    return new Suspicion(
        reason,
        statement.fingerprint(),
        List.of(statement),
        failed.stream()
            .map(f -> f.call().callSite())
            .filter(CallSite::isKnown)
            .distinct()
            .sorted(Comparator.comparing(CallSite::toString))
            .toList(),
        statement.shape().relations().stream().map(r -> r.table()).distinct().toList(),
        failed.size(),
        failed.stream().map(f -> f.unit().key()).distinct().count(),
        spent,
        0,
        notes.stream().distinct().limit(5).toList(),
        failed.get(0).unit(),
        List.of(),
        new HashMap<String, Object>(Map.of(ERRORS, (long) failed.size())));
  }

  /** The report of the same process, or else the next one close below. */
  private static Failure report(Failed failed, Workload workload) {
    long line = failed.call().position().line();
    List<Failure> below =
        workload.failures().stream()
            .filter(f -> f.kind() != FailureKind.DROPPED_FROM_QUEUE)
            .filter(f -> f.position().input().equals(failed.call().position().input()))
            .filter(f -> f.position().line() > line)
            .toList();
    return below.stream()
        .filter(f -> isOf(f, failed.unit()))
        .findFirst()
        .or(
            () ->
                below.stream()
                    .filter(f -> f.process().requestId().isEmpty())
                    .filter(f -> f.position().line() - line <= NEAR_LINES)
                    .findFirst())
        .orElse(null);
  }

  private static boolean isOf(Failure failure, UnitOfWork unit) {
    String request = failure.process().requestId();
    String pid = failure.process().pid();
    return (!request.isEmpty() && unit.key().equals("request:" + request))
        || (!pid.isEmpty() && unit.key().equals("pid:" + pid));
  }

  private static String reason(Failure failure) {
    return switch (failure.kind()) {
      case CONSTRAINT -> "constraint";
      case DEADLOCK -> "deadlock";
      case CANCELLED, CLIENT_TIMEOUT -> "cancelled";
      case DROPPED_FROM_QUEUE, OTHER -> "error";
    };
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    Statement statement = suspicion.statement();
    boolean write = statement.kind() == Kind.INSERT || statement.kind() == Kind.UPDATE;
    boolean handled = suspicion.variant().equals(UNREPORTED) && write;
    long errors = ((Number) suspicion.facts().get(ERRORS)).longValue();
    String table = suspicion.tables().isEmpty() ? "a table" : suspicion.tables().get(0);
    List<Fix> fixes =
        handled
            ? List.of(
                new Fix.ConstraintInChangeset(
                    suspicion.function(),
                    suspicion.file(),
                    table,
                    uniqueColumns(evidence, statement)))
            : List.of();
    String title =
        ("aeiou".indexOf(statement.verb().charAt(0)) < 0 ? "A " : "An ")
            + statement.verb()
            + " on "
            + table
            + " failed "
            + (errors == 1 ? "once" : errors + " times")
            + because(suspicion);
    return new Verdict.Confirmed(
        title, Confidence.OBSERVED, 0, errors, List.of(), action(suspicion, handled), fixes, null);
  }

  private static String because(Suspicion suspicion) {
    return switch (suspicion.variant()) {
      case "constraint" -> ": a constraint was violated";
      case "deadlock" -> ": deadlock";
      case "cancelled" -> ": it ran out of time";
      default -> "";
    };
  }

  private static String action(Suspicion suspicion, boolean handled) {
    if (handled) {
      return "Name the constraint in the changeset, unless it is there already, so that the caller gets"
          + " {:error, changeset}.";
    }
    return switch (suspicion.variant()) {
      case "constraint" ->
          "Check for the violated constraint before the write, or skip such rows with on_conflict.";
      case "deadlock" -> "Lock rows in the same order everywhere: sort the ids before updating.";
      case "cancelled" -> "Make the query faster, or give it a longer timeout: on purpose.";
      default -> "Read the error beside this query in the log.";
    };
  }

  /** Columns of the only unique index besides the primary key, or none. */
  private static List<String> uniqueColumns(Evidence evidence, Statement statement) {
    List<Catalog.Index> unique =
        evidence.schema().stream()
            .flatMap(c -> c.indexesOn("", statement.shape().rootTable()).stream())
            .filter(i -> i.unique() && !i.primary())
            .toList();
    boolean plain =
        unique.size() == 1 && unique.get(0).keys().stream().allMatch(k -> k.matches("\\w+"));
    return plain ? unique.get(0).keys() : List.of();
  }
}
