package dev.ectoscope.workload;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.sql.SqlReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about the queries of a period, as sums: its size depends on how many different
 * statements, call sites and names there are, not on how long the log is. Immutable; {@link #merge}
 * is associative and commutative, and units of work split across parts are rejoined by their key.
 *
 * <p>Units that an input may have cut are kept as parts until something is asked: then nothing more
 * is to come, and they count as they are.
 */
public final class Workload {

  /** Nothing read yet: neutral in {@link #merge}. */
  public static final Workload EMPTY =
      new Workload(new Tally(new SqlReader(), Limits.STANDARD, List.of()));

  private final Tally tally;
  private final Map<GroupKey, Runs> runs;
  // Derived once when first asked for: several detectors ask, and a workload never changes.
  private volatile @Nullable Tally closed;
  private volatile @Nullable Totals totals;
  private volatile @Nullable List<StatementStatistics> statements;
  private volatile @Nullable List<QueryGroup> groups;
  private volatile @Nullable List<Repetition> repetitions;

  Workload(Tally tally) {
    this(tally, Map.of());
  }

  private Workload(Tally tally, Map<GroupKey, Runs> runs) {
    this.tally = tally;
    this.runs = runs;
  }

  /**
   * The same where of some query groups something else tells how many units executed them. It is
   * for one look at the whole and lost when something is merged.
   */
  public Workload knowing(Map<GroupKey, Runs> ofGroups) {
    Workload same = new Workload(tally, Map.copyOf(ofGroups));
    same.closed = closed();
    return same;
  }

  /**
   * How often the log says that something begins: requests, LiveView callbacks and jobs by name,
   * and as requests the actions that they run. Empty where there are too many names.
   */
  public Map<UnitName, Long> begun() {
    return tally.begun.isCut() ? Map.of() : tally.begun.counts();
  }

  public Workload merge(Workload other) {
    if (this == EMPTY || other == EMPTY) {
      return this == EMPTY ? other : this;
    }
    Tally sum = new Tally(tally.reader, tally.limits, tally.patterns.list());
    sum.add(tally);
    sum.add(other.tally);
    sum.cut();
    return new Workload(sum);
  }

  /** With all parts of units counted. */
  Tally closed() {
    if (closed == null) {
      synchronized (this) {
        if (closed == null) {
          Tally all = new Tally(tally.reader, tally.limits, tally.patterns.list());
          all.add(tally);
          all.close();
          closed = all;
        }
      }
    }
    return closed;
  }

  /**
   * The same, with all parts of units counted: nothing is to be merged with it any more, and this
   * one is not to be used again. Instead of a copy of the sums it goes on with them.
   */
  public Workload ended() {
    if (this == EMPTY || closed != null) {
      return this;
    }
    tally.close();
    Workload ended = new Workload(tally);
    ended.closed = tally;
    return ended;
  }

  /** Whether there was any query, also one that is part of a unit which may go on elsewhere. */
  public boolean hasQueries() {
    return tally.others.calls() > 0
        || tally.statements.values().stream().anyMatch(statement -> statement.calls() > 0);
  }

  /**
   * Whether it holds units of work that are known by a key, so that another may go on with them.
   */
  public boolean mayGoOn() {
    return !tally.parts.isEmpty();
  }

  Tally tally() {
    return tally;
  }

  public Totals totals() {
    if (totals == null) {
      totals = sum();
    }
    return totals;
  }

  private Totals sum() {
    Tally all = closed();
    long queries = all.others.calls();
    long errors = all.others.errors();
    long db = all.others.db();
    long queue = all.others.queue();
    long decode = all.others.decode();
    for (StatementStatistics statement : all.statements.values()) {
      queries += statement.calls();
      errors += statement.errors();
      db += statement.db();
      queue += statement.queue();
      decode += statement.decode();
    }
    return new Totals(
        queries,
        queries - errors,
        errors,
        db,
        queue,
        decode,
        all.idle,
        all.sources.counts("(none)"),
        all.byCommand());
  }

  /** All statements that are told apart, by fingerprint; {@link #limits} names the others. */
  public Collection<StatementStatistics> statements() {
    if (statements == null) {
      List<StatementStatistics> sorted = new ArrayList<>(closed().statements.values());
      sorted.sort(Comparator.comparing(StatementStatistics::fingerprint));
      statements = List.copyOf(sorted);
    }
    return statements;
  }

  /** One statement, or null when it never ran (or is not told apart). */
  public @Nullable StatementStatistics statement(String fingerprint) {
    return closed().statements.find(fingerprint);
  }

  /** Units of work that ran a query. */
  public long units() {
    return Arrays.stream(closed().units).sum();
  }

  /** Units of work by kind, those kinds only that there are. */
  public Map<UnitKind, Long> unitsByKind() {
    Map<UnitKind, Long> counts = new EnumMap<>(UnitKind.class);
    for (UnitKind kind : UnitKind.values()) {
      if (closed().units[kind.ordinal()] > 0) {
        counts.put(kind, closed().units[kind.ordinal()]);
      }
    }
    return counts;
  }

  /** Units of work by name, those with most queries first; at most 5,000 names. */
  public List<UnitStatistics> unitNames() {
    return closed().names.values().stream()
        .sorted(
            Comparator.comparingLong(UnitStatistics::calls)
                .reversed()
                .thenComparing(UnitStatistics::name))
        .toList();
  }

  /** Reports of failures, in the order in which the first of each stands in the log. */
  public List<FailureReports> failures() {
    return closed().failures.values().stream().map(f -> f[0]).sorted(FailureReports.ORDER).toList();
  }

  /** How queries waited for a connection. */
  public Waiting waiting() {
    return closed().waiting();
  }

  public List<InputFile> inputs() {
    return List.copyOf(tally.inputs);
  }

  /** Database and queue time in milliseconds: what shares are shares of. */
  public double timeMs() {
    Totals totals = totals();
    return (totals.db() + totals.queue()) / 10.0;
  }

  /** Length of the period in milliseconds, 0 when the log prints no clock. */
  public double spanMs() {
    return tally.to < tally.from ? 0 : (tally.to - tally.from) / 10.0;
  }

  /** Statement × call site, largest database time first. */
  public List<QueryGroup> groups() {
    if (groups == null) {
      groups =
          closed().groups.values().stream()
              .sorted(
                  Comparator.comparingLong(QueryGroup::db)
                      .reversed()
                      .thenComparing(QueryGroup::key))
              .toList();
    }
    return groups;
  }

  /** One query group, or null when it never ran (or is not told apart). */
  public @Nullable QueryGroup group(GroupKey key) {
    return closed().groups.find(key);
  }

  /**
   * Statements executed more than once by one call site inside one unit of work, apart for
   * requests, LiveView callbacks and jobs (a page and a job that share a function are two things to
   * look at), in a stable order. Executions that the log shows as fetches of one stream, or the
   * polls of one waiting loop, are in here too: the detectors tell them apart.
   */
  public List<Repetition> repetitions() {
    if (repetitions == null) {
      repetitions =
          closed().groups.values().stream()
              .sorted(Comparator.comparing(QueryGroup::key))
              .flatMap(group -> repetitions(group, runs.get(group.key())))
              .toList();
    }
    return repetitions;
  }

  private record Apart(UnitKind kind, int place) {}

  private static Stream<Repetition> repetitions(QueryGroup group, @Nullable Runs told) {
    if (told != null) {
      UnitKind kind = told.kind() == UnitKind.OTHER ? UnitKind.REQUEST : told.kind();
      return Stream.of(new Repetition(group, kind, 0, List.of(told.of(group)), told));
    }
    Map<Apart, List<Bursts>> apart =
        new TreeMap<>(Comparator.comparing(Apart::kind).thenComparingInt(Apart::place));
    for (Bursts bursts : group.bursts()) {
      // A request whose first line the log has lost is still a request.
      UnitKind kind = bursts.kind().kind();
      UnitKind known = kind == UnitKind.OTHER ? UnitKind.REQUEST : kind;
      apart
          .computeIfAbsent(new Apart(known, bursts.kind().place()), k -> new ArrayList<>())
          .add(bursts);
    }
    return apart.entrySet().stream()
        .map(e -> new Repetition(group, e.getKey().kind(), e.getKey().place(), e.getValue(), null));
  }

  /**
   * How many units of work ran at least one of the statements. A lower bound when there are more
   * than 20,000 different sets of statements that units ran.
   */
  public long unitsRunning(Collection<String> fingerprints) {
    StatementStatistics only =
        fingerprints.size() == 1 ? statement(fingerprints.iterator().next()) : null;
    if (only != null) {
      return only.units();
    }
    long[] wanted = fingerprints.stream().mapToLong(StatementSet::hash).sorted().toArray();
    long units = 0;
    for (var set : closed().sets.entries().entrySet()) {
      units += set.getKey().holdsAny(wanted) ? set.getValue()[0] : 0;
    }
    long most =
        fingerprints.stream()
            .map(this::statement)
            .mapToLong(s -> s == null ? 0 : s.units())
            .max()
            .orElse(0);
    return Math.max(units, most);
  }

  /** What a pattern saw in all units of work, in a stable order. */
  public List<Sighting> sightings(UnitPattern pattern) {
    return closed().sightings.values().stream()
        .filter(s -> s.key().pattern().equals(pattern.id()))
        .sorted(
            Comparator.comparing((Sighting s) -> s.groups().get(0))
                .thenComparing(Sighting::variant)
                .thenComparing(s -> s.groups().toString()))
        .toList();
  }

  /** What was too much to be told apart, in sentences; empty for most logs. */
  public List<String> limits() {
    return new LimitsReached(closed()).sentences();
  }

  /** Equal workloads say the same about the same period. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Workload that
        && Arrays.equals(WorkloadFile.plain(this), WorkloadFile.plain(that));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tally.units);
  }
}
