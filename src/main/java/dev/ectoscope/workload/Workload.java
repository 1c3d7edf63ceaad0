package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/**
 * Everything known about the queries of a period. Immutable; {@link #merge} is associative and
 * commutative, and units of work split across parts are rejoined by their key.
 */
public final class Workload {

  /** Nothing read yet: neutral in {@link #merge}. */
  public static final Workload EMPTY =
      new Workload(Totals.NONE, new TreeMap<>(), new TreeMap<>(), List.of(), List.of());

  private final Totals totals;
  private final SortedMap<String, StatementStatistics> statements;
  private final SortedMap<String, UnitOfWork> units;
  private final List<Failure> failures;
  private final List<InputFile> inputs;
  // Derived once when first asked for: several detectors ask, and a workload never changes.
  private volatile List<Repetition> repetitions;
  private volatile Map<String, List<UnitOfWork>> unitsByStatement;

  Workload(
      Totals totals,
      SortedMap<String, StatementStatistics> statements,
      SortedMap<String, UnitOfWork> units,
      List<Failure> failures,
      List<InputFile> inputs) {
    this.totals = totals;
    this.statements = statements;
    this.units = units;
    this.failures = failures;
    this.inputs = inputs;
  }

  public Workload merge(Workload other) {
    return new Workload(
        totals.merge(other.totals),
        join(statements, other.statements, StatementStatistics::merge),
        join(units, other.units, UnitOfWork::merge),
        sorted(failures, other.failures, Comparator.comparing(Failure::position)),
        sorted(
            inputs,
            other.inputs,
            Comparator.comparing(InputFile::path).thenComparing(InputFile::bytes)));
  }

  private static <V> SortedMap<String, V> join(
      SortedMap<String, V> a, SortedMap<String, V> b, BinaryOperator<V> merge) {
    SortedMap<String, V> joined = new TreeMap<>(a);
    b.forEach((key, value) -> joined.merge(key, value, merge));
    return joined;
  }

  private static <T> List<T> sorted(List<T> a, List<T> b, Comparator<T> order) {
    return Stream.concat(a.stream(), b.stream()).sorted(order).toList();
  }

  public Totals totals() {
    return totals;
  }

  /** All statements, by fingerprint. */
  public Collection<StatementStatistics> statements() {
    return statements.values();
  }

  /** One statement, or null when it never ran. */
  public StatementStatistics statement(String fingerprint) {
    return statements.get(fingerprint);
  }

  /** All units of work that ran a query. */
  public Collection<UnitOfWork> units() {
    return units.values();
  }

  /** Error reports in the order of the input. */
  public List<Failure> failures() {
    return failures;
  }

  public List<InputFile> inputs() {
    return inputs;
  }

  /** Database and queue time in milliseconds: what shares are shares of. */
  public double timeMs() {
    return (totals.db() + totals.queue()) / 10.0;
  }

  /** Length of the period in milliseconds, 0 when the log prints no clock. */
  public double spanMs() {
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (UnitOfWork unit : units.values()) {
      for (QueryCall call : unit.calls()) {
        if (call.clock() >= 0) {
          from = Math.min(from, call.clock());
          to = Math.max(to, call.clock());
        }
      }
    }
    return to < from ? 0 : (to - from) / 10.0;
  }

  private record GroupKey(String fingerprint, CallSite callSite) {}

  private record LoopKey(GroupKey group, UnitKind kind) {}

  /** Statement × call site, largest database time first. */
  public List<QueryGroup> groups() {
    Map<GroupKey, long[]> sums = new HashMap<>();
    for (UnitOfWork unit : units.values()) {
      Set<GroupKey> seen = new HashSet<>();
      for (QueryCall call : unit.calls()) {
        GroupKey key = new GroupKey(call.fingerprint(), call.callSite());
        long[] sum = sums.computeIfAbsent(key, k -> new long[3]);
        sum[0]++;
        sum[1] += seen.add(key) ? 1 : 0;
        sum[2] += call.dbOrZero();
      }
    }
    return sums.entrySet().stream()
        .map(
            e ->
                new QueryGroup(
                    statement(e.getKey().fingerprint()).statement(),
                    e.getKey().callSite(),
                    e.getValue()[0],
                    e.getValue()[1],
                    e.getValue()[2]))
        .sorted(
            Comparator.comparingLong(QueryGroup::db)
                .reversed()
                .thenComparing(g -> g.statement().fingerprint())
                .thenComparing(g -> g.callSite().toString()))
        .toList();
  }

  /**
   * Statements executed more than once by one call site inside one unit of work, apart for
   * requests, LiveView callbacks and jobs (a page and a job that share a function are two things to
   * look at), in a stable order. Executions that the log shows as fetches of one stream, or the
   * polls of one waiting loop, are in here too: the detectors tell them apart.
   */
  public List<Repetition> repetitions() {
    if (repetitions == null) {
      repetitions = findRepetitions();
    }
    return repetitions;
  }

  /** Units of work that ran one of the statements, in the order of their keys. */
  public List<UnitOfWork> unitsRunning(Collection<String> fingerprints) {
    if (unitsByStatement == null) {
      unitsByStatement = indexUnits();
    }
    if (fingerprints.size() == 1) {
      return unitsByStatement.getOrDefault(fingerprints.iterator().next(), List.of());
    }
    SortedMap<String, UnitOfWork> found = new TreeMap<>();
    for (String fingerprint : fingerprints) {
      unitsByStatement
          .getOrDefault(fingerprint, List.of())
          .forEach(unit -> found.put(unit.key(), unit));
    }
    return List.copyOf(found.values());
  }

  private Map<String, List<UnitOfWork>> indexUnits() {
    Map<String, List<UnitOfWork>> index = new HashMap<>();
    for (UnitOfWork unit : units.values()) {
      unit.calls().stream()
          .map(QueryCall::fingerprint)
          .distinct()
          .forEach(f -> index.computeIfAbsent(f, k -> new ArrayList<>()).add(unit));
    }
    return index;
  }

  private List<Repetition> findRepetitions() {
    Map<LoopKey, List<Repetition.Burst>> bursts = new HashMap<>();
    for (UnitOfWork unit : units.values()) {
      Map<GroupKey, List<QueryCall>> byGroup = new LinkedHashMap<>();
      for (QueryCall call : unit.calls()) {
        byGroup
            .computeIfAbsent(
                new GroupKey(call.fingerprint(), call.callSite()), k -> new ArrayList<>())
            .add(call);
      }
      byGroup.forEach(
          (key, calls) -> {
            if (calls.size() > 1) {
              bursts
                  .computeIfAbsent(new LoopKey(key, kindApart(unit)), k -> new ArrayList<>())
                  .add(burst(unit, calls));
            }
          });
    }
    return bursts.entrySet().stream()
        .map(
            e ->
                new Repetition(
                    statement(e.getKey().group().fingerprint()).statement(),
                    e.getKey().group().callSite(),
                    e.getKey().kind(),
                    e.getValue()))
        .sorted(
            Comparator.comparing((Repetition r) -> r.statement().fingerprint())
                .thenComparing(r -> r.callSite().toString())
                .thenComparing(Repetition::kind))
        .toList();
  }

  /** A request whose first line the log has lost is still a request. */
  private static UnitKind kindApart(UnitOfWork unit) {
    return unit.kind() == UnitKind.OTHER ? UnitKind.REQUEST : unit.kind();
  }

  private static Repetition.Burst burst(UnitOfWork unit, List<QueryCall> calls) {
    long distinct = calls.stream().mapToLong(QueryCall::parametersHash).distinct().count();
    return new Repetition.Burst(unit, calls, (int) distinct, consecutive(unit, calls));
  }

  private static int consecutive(UnitOfWork unit, List<QueryCall> calls) {
    // By identity: hashing each call's position and call site would cost more than all the rest.
    Set<QueryCall> mine = Collections.newSetFromMap(new IdentityHashMap<>());
    mine.addAll(calls);
    int longest = 0;
    int run = 0;
    for (QueryCall call : unit.calls()) {
      run = mine.contains(call) ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  /** Equal workloads say the same about the same period. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Workload that
        && totals.equals(that.totals)
        && statements.equals(that.statements)
        && units.equals(that.units)
        && failures.equals(that.failures)
        && inputs.equals(that.inputs);
  }

  @Override
  public int hashCode() {
    return totals.hashCode();
  }
}
