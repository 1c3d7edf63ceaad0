package dev.ectoscope.detector.schema;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.server.ServerActivity;
import dev.ectoscope.log.server.StatementActivity;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.FailedQueries;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

@DetectorInfo(
    id = "query-timeout",
    title = "A query runs out of time",
    whyItMatters =
        """
        The caller gets an error after all that waiting. When the client gave up, its connection is closed too \
        and the pool opens a new one; the server may go on working for nobody.""",
    whenItIsFine = "When the limit is set on purpose and the caller copes with the error.",
    evidence = {"log"},
    bad =
        """
        # DBConnection's default: 15 seconds, then the connection is closed
        Repo.all(year_report())""",
    good =
        """
        # the server ends it first, and the connection lives on
        Repo.transact(fn ->
          Repo.query!("SET LOCAL statement_timeout = '20s'")
          {:ok, Repo.all(year_report(), timeout: 25_000)}
        end)""",
    references = "https://hexdocs.pm/ecto/Ecto.Repo.html#module-shared-options")
public final class QueryTimeout implements Detector {

  private static final String COUNT = "timeouts";

  /** As the server words them; "user request" is a cancellation by the client or by hand. */
  private static final Set<String> LIMITS = Set.of("statement timeout", "lock timeout");

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    return workload.statements().stream()
        .filter(s -> s.failures() != null && timeouts(s.failures()) > 0)
        .map(s -> suspicion(s, s.failures()));
  }

  /** Ecto prints QUERY ERROR and no reason; the server says which of its limits it was. */
  @Override
  public Stream<Suspicion> suspect(Workload workload, ServerActivity server) {
    return server.statements().stream()
        .filter(one -> limited(one) > 0)
        .flatMap(one -> suspicion(workload.statement(one.fingerprint()), limited(one)));
  }

  private static long limited(StatementActivity one) {
    return one.cancelled().entrySet().stream()
        .filter(reason -> LIMITS.contains(reason.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Nothing where the log knows none of it, or shows the timeouts itself. */
  private static Stream<Suspicion> suspicion(
      @Nullable StatementStatistics statistics, long limited) {
    return statistics == null || timeouts(statistics.failures()) > 0
        ? Stream.empty()
        : Stream.of(ofServer(statistics, statistics.failures(), limited));
  }

  private static Suspicion ofServer(
      StatementStatistics statistics, @Nullable FailedQueries failures, long limited) {
    return new Suspicion(
        "server",
        statistics.statement().fingerprint(),
        List.of(statistics.statement()),
        failures == null
            ? List.of()
            : failures.callSites().stream().filter(CallSite::isKnown).toList(),
        statistics.statement().shape().relations().stream().map(r -> r.table()).distinct().toList(),
        limited,
        failures == null ? 0 : failures.units(),
        failures == null ? 0 : failures.spent() / 10.0,
        0,
        List.of(
            new Note(
                "log",
                "The server ended "
                    + (limited == 1 ? "one execution" : limited + " executions")
                    + " by a limit of its own.")),
        failures == null ? null : failures.example(),
        List.of(),
        Map.of(COUNT, limited));
  }

  static long timeouts(@Nullable FailedQueries failures) {
    return failures == null ? 0 : client(failures) + server(failures);
  }

  private static long client(FailedQueries failures) {
    return failures.byKind().getOrDefault(FailureKind.CLIENT_TIMEOUT, 0L);
  }

  private static long server(FailedQueries failures) {
    return failures.byKind().getOrDefault(FailureKind.CANCELLED, 0L);
  }

  private static Suspicion suspicion(StatementStatistics statistics, FailedQueries failures) {
    List<Note> notes = new ArrayList<>();
    notes.add(
        new Note(
            "log",
            timeouts(failures)
                + " of "
                + Wording.executions(statistics)
                + (timeouts(failures) == 1 ? " was ended." : " were ended.")));
    failures.texts().forEach(text -> notes.add(new Note("log", text)));
    return new Suspicion(
        client(failures) > 0 ? "client" : "server",
        statistics.statement().fingerprint(),
        List.of(statistics.statement()),
        failures.callSites().stream().filter(CallSite::isKnown).toList(),
        statistics.statement().shape().relations().stream().map(r -> r.table()).distinct().toList(),
        timeouts(failures),
        failures.units(),
        failures.spent() / 10.0,
        0,
        notes,
        failures.example(),
        List.of(),
        Map.of(COUNT, timeouts(failures)));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    long count = suspicion.count(COUNT);
    String table = suspicion.tables().isEmpty() ? "a query" : suspicion.tables().get(0);
    boolean client = suspicion.variant().equals("client");
    return new Verdict.Confirmed(
        "A "
            + suspicion.statement().verb()
            + " on "
            + table
            + " ran out of time "
            + (count == 1 ? "once" : count + " times"),
        Confidence.OBSERVED,
        0,
        count,
        List.of(),
        client
            ? "Make it quicker, or let the server end it before the client gives up its connection"
            : "Make it quicker, or raise statement_timeout for this query alone",
        List.of(new Fix.StatementTimeout(suspicion.function(), suspicion.file())));
  }
}
