package dev.ectoscope.detector.pool;

import dev.ectoscope.detector.Detector;
import dev.ectoscope.detector.DetectorInfo;
import dev.ectoscope.detector.Figures;
import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.elixir.config.Setting;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.review.Review;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.sql.StatementSummary;
import dev.ectoscope.workload.FailureReports;
import dev.ectoscope.workload.LatencyDistribution;
import dev.ectoscope.workload.QueryGroup;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Waiting;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
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
  private static final String SUGGESTED_SIZE = "15";
  private static final String REPO = "repo";
  private static final String DROPPED = "dropped";

  private static double quantileMs(Waiting waiting, double share) {
    LatencyDistribution waits = waiting.checkouts();
    return waits.atMs((long) (waits.count() * share));
  }

  private static boolean isLong(Waiting waiting) {
    return waiting.checkouts().count() >= ENOUGH_CHECKOUTS
        && quantileMs(waiting, 0.95) >= LONG_WAIT_MS;
  }

  /** Reports of dropped queries by the repo that they name. */
  private static Map<String, List<FailureReports>> drops(Workload workload) {
    Map<String, List<FailureReports>> byRepo = new TreeMap<>();
    for (FailureReports reports : workload.failures()) {
      if (reports.kind() == FailureKind.DROPPED_FROM_QUEUE) {
        byRepo.computeIfAbsent(reports.repo(), r -> new ArrayList<>()).add(reports);
      }
    }
    if (byRepo.size() == 2 && byRepo.containsKey("")) {
      List<FailureReports> unnamed = byRepo.remove("");
      byRepo.values().iterator().next().addAll(unnamed);
    }
    return byRepo;
  }

  /** The waits that the log shows, for each repo that it names. */
  public static Review.Pool observed(Workload workload) {
    Waiting waiting = workload.waiting();
    Map<String, List<FailureReports>> drops = drops(workload);
    boolean none = waiting.checkouts().count() == 0 && waiting.dropped().count() == 0;
    if (none && drops.isEmpty()) {
      return Review.Pool.NONE;
    }
    List<Review.PoolRepo> repos = new ArrayList<>();
    for (String repo : drops.isEmpty() ? List.of("") : List.copyOf(drops.keySet())) {
      Review.Observed observed =
          new Review.Observed(
              quantileMs(waiting, 0.5),
              quantileMs(waiting, 0.95),
              quantileMs(waiting, 0.99),
              dropped(waiting, drops, repo));
      repos.add(new Review.PoolRepo(repo, observed, List.of(), Map.of()));
    }
    return new Review.Pool(repos);
  }

  /**
   * A dropped query prints both an ERROR line and, when nobody rescues it, a report: not to be
   * counted twice.
   */
  private static long dropped(
      Waiting waiting, Map<String, List<FailureReports>> drops, String repo) {
    long reported =
        drops.getOrDefault(repo, List.of()).stream().mapToLong(FailureReports::count).sum();
    return drops.size() > 1 ? reported : Math.max(reported, waiting.dropped().count());
  }

  @Override
  public Stream<Suspicion> suspect(Workload workload) {
    Waiting waiting = workload.waiting();
    Map<String, List<FailureReports>> drops = drops(workload);
    if (drops.isEmpty() && waiting.dropped().count() == 0 && !isLong(waiting)) {
      return Stream.empty();
    }
    List<String> repos = drops.isEmpty() ? List.of("") : List.copyOf(drops.keySet());
    return repos.stream().map(repo -> suspicion(repo, drops, workload));
  }

  private static Suspicion suspicion(
      String repo, Map<String, List<FailureReports>> drops, Workload workload) {
    Waiting waiting = workload.waiting();
    boolean drop = waiting.dropped().count() > 0;
    Waiting.Waiters waiters = drop ? waiting.dropped() : waiting.waited();
    ToLongFunction<QueryGroup> times = drop ? QueryGroup::dropped : QueryGroup::waited;
    List<QueryGroup> groups =
        workload.groups().stream().filter(g -> times.applyAsLong(g) > 0).toList();
    long dropped = dropped(waiting, drops, repo);
    return new Suspicion(
        dropped > 0 ? "dropped" : "waiting",
        repo.isEmpty() ? "pool" : repo,
        statements(groups, times),
        callSites(groups, drops.getOrDefault(repo, List.of())),
        List.of(),
        waiters.count(),
        waiters.units(),
        waiters.queue() / 10.0,
        0,
        notes(waiting, dropped, drops.size(), workload),
        waiters.example(),
        List.of(),
        Map.of(REPO, repo, DROPPED, dropped, "p95", quantileMs(waiting, 0.95)));
  }

  private static List<Statement> statements(
      List<QueryGroup> groups, ToLongFunction<QueryGroup> times) {
    Map<Statement, Long> counts = new HashMap<>();
    groups.forEach(g -> counts.merge(g.statement(), times.applyAsLong(g), Long::sum));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<Statement, Long>comparingByValue()
                .reversed()
                .thenComparing(e -> e.getKey().fingerprint()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<CallSite> callSites(List<QueryGroup> groups, List<FailureReports> failures) {
    return Stream.concat(
            groups.stream().map(QueryGroup::callSite),
            failures.stream().map(FailureReports::callSite))
        .filter(CallSite::isKnown)
        .distinct()
        .sorted(Comparator.comparing(CallSite::toString))
        .toList();
  }

  private static List<Note> notes(Waiting waiting, long dropped, int repos, Workload workload) {
    List<Note> notes = new ArrayList<>();
    if (dropped > 0) {
      notes.add(
          note(
              "%s dropped from the queue",
              Figures.count(dropped, "request") + (dropped == 1 ? " was" : " were")));
    }
    if (waiting.checkouts().count() > 0) {
      notes.add(
          note(
              "%s: half waited at most %s, 95 %% at most %s, 99 %% at most %s",
              Figures.count(waiting.checkouts().count(), "checkout"),
              Figures.time(quantileMs(waiting, 0.5)),
              Figures.time(quantileMs(waiting, 0.95)),
              Figures.time(quantileMs(waiting, 0.99))));
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
                                Locale.US,
                                "%.0f %% of the time on connections went into ",
                                100.0 * s.db() / workload.totals().db())
                            + StatementSummary.of(s.statement()))));
    return notes;
  }

  private static Note note(String format, Object... figures) {
    return new Note("log", String.format(Locale.US, format, figures));
  }

  @Override
  public Verdict judge(Suspicion suspicion, Evidence evidence) {
    String repo = suspicion.text(REPO);
    long dropped = suspicion.count(DROPPED);
    double p95 = suspicion.number("p95");
    Optional<Setting> configured = evidence.source().flatMap(source -> poolSize(source, repo));
    String size =
        configured.map(setting -> larger(Integer.parseInt(setting.value()))).orElse(SUGGESTED_SIZE);
    String pool = repo.isEmpty() ? "the pool" : "the pool of " + repo;
    String title =
        dropped > 0
            ? "The"
                + pool.substring(3)
                + " dropped "
                + dropped
                + (dropped == 1 ? " request" : " requests")
            : String.format(
                Locale.US, "5 %% of the queries wait %.0f ms or more for %s", p95, pool);
    return new Verdict.Confirmed(
        title,
        Confidence.OBSERVED,
        // How much of the wait another pool size would give back is the simulator's to say.
        Verdict.UNKNOWN_SAVING,
        dropped,
        List.of(
            configured
                .map(
                    setting ->
                        new Note(
                            "source",
                            setting.file()
                                + ":"
                                + setting.line()
                                + " sets pool_size: "
                                + setting.value()))
                .orElseGet(
                    () ->
                        new Note(
                            "not-verified",
                            "the log does not tell the size of the pool (Ecto's default is 10)"))),
        "First shorten what holds connections; if the database has connections and processors to spare,"
            + " try a larger pool: "
            + size
            + " is a start, not a measured value.",
        List.of(new Fix.RepoConfig(repo, Map.of("pool_size", size))));
  }

  /** As the configuration has it for production, or for all environments. */
  private static Optional<Setting> poolSize(ElixirProject source, String repo) {
    return source.repos().stream()
        .filter(one -> repo.isEmpty() ? source.repos().size() == 1 : one.module().equals(repo))
        .flatMap(one -> one.settings().stream())
        .filter(setting -> setting.key().equals("pool_size"))
        .filter(setting -> setting.environment().matches("all|prod|runtime"))
        .filter(setting -> setting.condition().isEmpty() && setting.value().matches("\\d{1,4}"))
        .reduce((first, last) -> last);
  }

  /** Half as many again. */
  private static String larger(int size) {
    return String.valueOf(size + Math.max(1, size / 2));
  }
}
