package dev.ectoscope.detector.schema;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.FailedQueries;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "deadlock",
    title = "Transactions wait for each other",
    whyItMatters =
        """
        Each holds a row that the other wants. PostgreSQL waits for a second (deadlock_timeout), then \
        ends one of them with an error, and all that it did is undone.""",
    whenItIsFine = "When the caller tries again, and it happens seldom.",
    evidence = {"log"},
    bad =
        """
        # one request moves from a to b, another from b to a
        Repo.transact(fn ->
          take(from_id)
          give(to_id)
        end)""",
    good =
        """
        # every transaction locks the rows in the same order
        Repo.transact(fn ->
          Repo.all(from s in Shelf, where: s.id in ^[from_id, to_id], order_by: s.id, lock: "FOR UPDATE")
          take(from_id)
          give(to_id)
        end)""",
    references = "https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS")
public final class Deadlock implements Detector {

  private static final String COUNT = "deadlocks";
  private static final int SHOWN = 6;

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> s.failures() != null && deadlocks(s) > 0)
        .map(s -> suspicion(s, s.failures(), workload));
  }

  /**
   * Ecto prints QUERY ERROR and no reason, and one that was only made to wait prints nothing: the
   * server names all that stood in the circle. One suspicion for each set of statements.
   */
  @Override
  public Stream<Suspicion> suspect(Workload workload, ServerActivity server) {
    Map<Set<Statement>, Long> circles = new LinkedHashMap<>();
    for (var deadlock : server.deadlocks()) {
      Set<Statement> known = new LinkedHashSet<>();
      deadlock.participants().stream()
          .map(p -> workload.statement(p.fingerprint()))
          .filter(s -> s != null)
          .sorted(Comparator.comparing(s -> s.statement().fingerprint()))
          .forEach(s -> known.add(s.statement()));
      boolean told =
          known.stream().anyMatch(s -> deadlocks(workload.statement(s.fingerprint())) > 0);
      if (!known.isEmpty() && !told) {
        circles.merge(known, 1L, Long::sum);
      }
    }
    return circles.entrySet().stream().map(e -> suspicion(e.getKey(), e.getValue(), workload));
  }

  private static Suspicion suspicion(Set<Statement> circle, long times, Workload workload) {
    List<StatementStatistics> all =
        circle.stream().map(s -> workload.statement(s.fingerprint())).toList();
    return new Suspicion(
        "",
        all.get(0).statement().fingerprint(),
        List.copyOf(circle),
        all.stream()
            .filter(s -> s.failures() != null)
            .flatMap(s -> s.failures().callSites().stream())
            .filter(CallSite::isKnown)
            .distinct()
            .toList(),
        circle.stream()
            .flatMap(s -> s.shape().relations().stream())
            .map(r -> r.table())
            .distinct()
            .toList(),
        times,
        times,
        all.stream().filter(s -> s.failures() != null).mapToLong(s -> s.failures().spent()).sum()
            / 10.0,
        0,
        List.of(),
        null,
        List.of(),
        Map.of(COUNT, times));
  }

  private static long deadlocks(@Nullable StatementStatistics statistics) {
    return statistics == null || statistics.failures() == null
        ? 0
        : statistics.failures().byKind().getOrDefault(FailureKind.DEADLOCK, 0L);
  }

  private static Suspicion suspicion(
      StatementStatistics statistics, FailedQueries failures, Workload workload) {
    UnitOfWork unit = failures.example();
    List<Statement> locked = locked(unit, statistics, workload);
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "log",
            deadlocks(statistics)
                + " of "
                + Wording.executions(statistics)
                + " ended in ERROR 40P01 (deadlock_detected)."));
    if (locked.size() > 1) {
      notes.add(
          new Note(
              "log",
              "In this order the unit of work locked rows: "
                  + String.join(", then ", locked.stream().map(Deadlock::said).toList())
                  + "."));
    }
    Set<Statement> statements = new LinkedHashSet<>(List.of(statistics.statement()));
    statements.addAll(locked);
    return new Suspicion(
        "",
        statistics.statement().fingerprint(),
        List.copyOf(statements),
        failures.callSites().stream().filter(CallSite::isKnown).toList(),
        statements.stream()
            .flatMap(s -> s.shape().relations().stream())
            .map(r -> r.table())
            .distinct()
            .toList(),
        deadlocks(statistics),
        failures.units(),
        failures.spent() / 10.0,
        0,
        notes,
        unit,
        List.of(),
        Map.of(COUNT, deadlocks(statistics)));
  }

  private static String said(Statement statement) {
    return statement.verb() + " " + statement.shape().rootTable();
  }

  /** Writes and locking reads of the transaction that failed, in order, the failing one last. */
  private static List<Statement> locked(
      @Nullable UnitOfWork unit, StatementStatistics failing, Workload workload) {
    List<Statement> locked = new ArrayList<>();
    if (unit == null) {
      return locked;
    }
    for (QueryCall call : unit.calls()) {
      StatementStatistics known = workload.statement(call.fingerprint());
      if (known == null || locked.size() >= SHOWN) {
        continue;
      }
      Statement statement = known.statement();
      boolean writes = statement.kind() == Kind.UPDATE || statement.kind() == Kind.DELETE;
      if (writes || statement.shape().locking()) {
        locked.add(statement);
      }
      if (!call.ok() && known == failing) {
        break;
      }
    }
    return locked;
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    long count = suspicion.count(COUNT);
    String table = suspicion.statement().shape().rootTable();
    String name = table.isEmpty() ? "a table" : table;
    return new Verdict.Confirmed(
        "Transactions that write "
            + name
            + " waited for each other "
            + (count == 1 ? "once" : count + " times"),
        Confidence.OBSERVED,
        0,
        count,
        List.of(),
        "Lock the rows of " + name + " in the same order in every transaction",
        List.of(new Fix.LockInOrder(suspicion.function(), suspicion.file(), name)));
  }
}
