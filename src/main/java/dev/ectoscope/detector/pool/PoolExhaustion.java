package dev.ectoscope.detector.pool;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.UnitOfWork;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

@DetectorInfo(
    id = "pool-exhaustion",
    title = "Queries wait for a free connection",
    whyItMatters =
        """
        A query that finds no free connection waits, however fast it is itself; under steady load \
        the pool drops requests from its queue and they fail.""",
    whenItIsFine =
        """
        For a short burst, such as a start or a batch job, that nobody waits for. A larger pool is no \
        cure when the database itself is busy, or when few slow queries hold all connections.""",
    evidence = {"log"},
    bad =
        """
        # 40 requests at once, each holding its connection during a slow call
        Repo.transact(fn -> {:ok, Mailer.deliver(letter)} end)""",
    good =
        """
        # hold connections shortly first; then give the pool what the load needs
        config :clinic, Clinic.Repo, pool_size: 15""",
    references = "https://hexdocs.pm/db_connection/DBConnection.html#start_link/2-queue-config")
public final class PoolExhaustion implements Detector {

  private static final double LONG_WAIT_MS = 50;
  private static final int ENOUGH_CHECKOUTS = 20;
  private static final long WAITED = 10;
  private static final String SUGGESTED_SIZE = "15";
  private static final String REPO = "repo";
  private static final String DROPPED = "dropped";

  /**
   * What the queue looked like: dropped queries, and the waits of the others in tenths of a
   * millisecond, ascending.
   */
  private record Queue(List<QueryCall> dropped, List<Long> waits) {

    static Queue of(Workload workload) {
      List<QueryCall> dropped = new ArrayList<>();
      List<Long> waits = new ArrayList<>();
      for (UnitOfWork unit : workload.units()) {
        for (QueryCall call : unit.calls()) {
          if (isDropped(call)) {
            dropped.add(call);
          } else if (call.ok() && (call.idle() >= 0 || call.queue() >= 0)) {
            waits.add(call.queueOrZero());
          }
        }
      }
      return new Queue(dropped, waits.stream().sorted().toList());
    }

    double quantileMs(double share) {
      return waits.isEmpty() ? 0 : waits.get((int) (waits.size() * share)) / 10.0;
    }

    boolean isLong() {
      return waits.size() >= ENOUGH_CHECKOUTS && quantileMs(0.95) >= LONG_WAIT_MS;
    }
  }

  /** Waited, failed, and never had a connection. */
  private static boolean isDropped(QueryCall call) {
    return !call.ok() && call.db() < 0 && call.queue() >= 0;
  }

  private static Map<String, List<Failure>> drops(Workload workload) {
    Map<String, List<Failure>> byRepo = new TreeMap<>();
    for (Failure failure : workload.failures()) {
      if (failure.kind() == FailureKind.DROPPED_FROM_QUEUE) {
        byRepo.computeIfAbsent(failure.repo(), r -> new ArrayList<>()).add(failure);
      }
    }
    if (byRepo.size() == 2 && byRepo.containsKey("")) {
      List<Failure> unnamed = byRepo.remove("");
      byRepo.values().iterator().next().addAll(unnamed);
    }
    return byRepo;
  }

  /** The waits that the log shows, for each repo that it names. */
  public static Review.Pool observed(Workload workload) {
    Queue queue = Queue.of(workload);
    Map<String, List<Failure>> drops = drops(workload);
    if (queue.waits().isEmpty() && queue.dropped().isEmpty() && drops.isEmpty()) {
      return Review.Pool.NONE;
    }
    List<Review.PoolRepo> repos = new ArrayList<>();
    for (String repo : drops.isEmpty() ? List.of("") : List.copyOf(drops.keySet())) {
      Review.Observed observed =
          new Review.Observed(
              queue.quantileMs(0.5),
              queue.quantileMs(0.95),
              queue.quantileMs(0.99),
              dropped(queue, drops, repo));
      repos.add(new Review.PoolRepo(repo, observed, List.of(), Map.of()));
    }
    return new Review.Pool(repos);
  }

  /**
   * A dropped query prints both an ERROR line and, when nobody rescues it, a report: not to be
   * counted twice.
   */
  private static long dropped(Queue queue, Map<String, List<Failure>> drops, String repo) {
    long reported = drops.getOrDefault(repo, List.of()).size();
    return drops.size() > 1 ? reported : Math.max(reported, queue.dropped().size());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Queue queue = Queue.of(workload);
    Map<String, List<Failure>> drops = drops(workload);
    if (drops.isEmpty() && queue.dropped().isEmpty() && !queue.isLong()) {
      return Stream.empty();
    }
    List<String> repos = drops.isEmpty() ? List.of("") : List.copyOf(drops.keySet());
    return repos.stream().map(repo -> suspicion(repo, queue, drops, workload));
  }

  private static Suspicion suspicion(
      String repo, Queue queue, Map<String, List<Failure>> drops, Workload workload) {
    List<QueryCall> waited = waited(workload, queue);
    Set<QueryCall> waiters = new HashSet<>(waited);
    List<UnitOfWork> units =
        workload.units().stream()
            .filter(u -> u.calls().stream().anyMatch(waiters::contains))
            .toList();
    double spent = waited.stream().mapToLong(QueryCall::queueOrZero).sum() / 10.0;
    long dropped = dropped(queue, drops, repo);
    return new Suspicion(
        dropped > 0 ? "dropped" : "waiting",
        repo.isEmpty() ? "pool" : repo,
        statements(waited, workload),
        callSites(waited, drops.getOrDefault(repo, List.of())),
        List.of(),
        waited.size(),
        units.size(),
        spent,
        0,
        notes(queue, dropped, drops.size(), workload),
        units.stream().max(Comparator.comparingLong(PoolExhaustion::queued)).orElse(null),
        List.of(),
        Map.of(REPO, repo, DROPPED, dropped, "p95", queue.quantileMs(0.95)));
  }

  private static List<QueryCall> waited(Workload workload, Queue queue) {
    if (!queue.dropped().isEmpty()) {
      return queue.dropped();
    }
    return workload.units().stream()
        .flatMap(u -> u.calls().stream())
        .filter(c -> c.idle() <= 0 && c.queue() >= WAITED)
        .toList();
  }

  private static long queued(UnitOfWork unit) {
    return unit.calls().stream().mapToLong(QueryCall::queueOrZero).sum();
  }

  private static List<Statement> statements(List<QueryCall> calls, Workload workload) {
    Map<String, Long> counts = new LinkedHashMap<>();
    calls.forEach(call -> counts.merge(call.fingerprint(), 1L, Long::sum));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(e -> workload.statement(e.getKey()).statement())
        .toList();
  }

  private static List<CallSite> callSites(List<QueryCall> calls, List<Failure> failures) {
    return Stream.concat(
            calls.stream().map(QueryCall::callSite), failures.stream().map(Failure::callSite))
        .filter(CallSite::isKnown)
        .distinct()
        .sorted(Comparator.comparing(CallSite::toString))
        .toList();
  }

  private static List<Note> notes(Queue queue, long dropped, int repos, Workload workload) {
    List<Note> notes = new ArrayList<>();
    if (dropped > 0) {
      notes.add(note("%d requests were dropped from the queue", dropped));
    }
    if (!queue.waits().isEmpty()) {
      notes.add(
          note(
              "%d checkouts waited: half at most %.1f ms, 95 %% at most %.1f ms, 99 %% at most %.1f ms",
              queue.waits().size(),
              queue.quantileMs(0.5),
              queue.quantileMs(0.95),
              queue.quantileMs(0.99)));
    }
    if (repos > 1) {
      notes.add(
          note(
              "the log does not say which repo a query was for: the waits are those of all repos"));
    }
    workload.statements().stream()
        .max(Comparator.comparingLong(StatementStatistics::db))
        .filter(s -> s.db() > 0)
        .ifPresent(
            s ->
                notes.add(
                    new Note(
                        "log",
                        String.format(
                                Locale.ROOT,
                                "%.0f %% of the time on connections went into ",
                                100.0 * s.db() / workload.totals().db())
                            + StatementSummary.of(s.statement()))));
    return notes;
  }

  private static Note note(String format, Object... numbers) {
    return new Note("log", String.format(Locale.ROOT, format, numbers));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String repo = (String) suspicion.facts().get(REPO);
    long dropped = ((Number) suspicion.facts().get(DROPPED)).longValue();
    double p95 = ((Number) suspicion.facts().get("p95")).doubleValue();
    String pool = repo.isEmpty() ? "the pool" : "the pool of " + repo;
    String title =
        dropped > 0
            ? "The"
                + pool.substring(3)
                + " dropped "
                + dropped
                + (dropped == 1 ? " request" : " requests")
            : String.format(
                Locale.ROOT, "5 %% of the queries wait %.0f ms or more for %s", p95, pool);
    return new Verdict.Confirmed(
        title,
        Confidence.OBSERVED,
        // How much of the wait another pool size would give back is the simulator's to say.
        Verdict.UNKNOWN_SAVING,
        dropped,
        List.of(
            new Note(
                "not-verified",
                "the log does not tell the size of the pool (Ecto's default is 10)")),
        "First shorten what holds connections; if the database has connections and processors to spare,"
            + " try a larger pool: "
            + SUGGESTED_SIZE
            + " is a start, not a measured value.",
        List.of(new Fix.RepoConfig(repo, Map.of("pool_size", SUGGESTED_SIZE))),
        null);
  }
}
