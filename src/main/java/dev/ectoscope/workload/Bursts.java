package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All bursts of one query group that look alike: executions of a statement from one call site
 * inside one unit of work, at least two. Times are tenths of a millisecond.
 */
public final class Bursts {

  private final BurstClass kind;
  private final LatencyDistribution latency = new LatencyDistribution();
  private final DistinctCount parameters = new DistinctCount();
  private final Map<GroupKey, Long> inside = new TreeMap<>();
  private final Kept<UnitName, long[]> names =
      new Kept<>(NAMES, UnitName::order, (name, count) -> {});
  private long count;
  private long units;
  private long calls;
  private long least = Long.MAX_VALUE;
  private long most;
  private long db;
  private long queue;
  private long decode;
  private long errors;
  private long neighbours;
  private long overlapping;
  private final Example example = new Example();

  // Mostly those of one name. What is left out goes on being counted where nobody reads it.
  private @Nullable UnitName lastName;
  private long @Nullable [] ofLastName;

  static final int NAMES = 16;

  Bursts(BurstClass kind) {
    this.kind = kind;
  }

  /** Takes in one burst; its executions by {@link #add(QueryCall)}. */
  void begin(UnitName name, int mixedUnits, int executions, int neighbouring, int overlaps) {
    count++;
    units += mixedUnits;
    calls += executions;
    least = Math.min(least, executions);
    most = Math.max(most, executions);
    neighbours += neighbouring;
    overlapping += overlaps;
    if (name != lastName) {
      lastName = name;
      ofLastName = names.get(name, n -> new long[1]);
    }
    if (ofLastName != null) {
      ofLastName[0]++;
    }
  }

  void add(QueryCall call) {
    db += call.dbOrZero();
    queue += call.queueOrZero();
    decode += Math.max(0, call.decode());
    errors += call.ok() ? 0 : 1;
    latency.record(call.dbOrZero());
    parameters.add(call.parametersHash());
  }

  void isInside(GroupKey outer) {
    inside.merge(outer, 1L, Long::sum);
  }

  void add(Bursts other) {
    count += other.count;
    units += other.units;
    calls += other.calls;
    least = Math.min(least, other.least);
    most = Math.max(most, other.most);
    db += other.db;
    queue += other.queue;
    decode += other.decode;
    errors += other.errors;
    neighbours += other.neighbours;
    overlapping += other.overlapping;
    latency.add(other.latency);
    parameters.add(other.parameters);
    other.inside.forEach((outer, times) -> inside.merge(outer, times, Long::sum));
    names.lower(other.names.bar());
    other.names.entries().forEach(this::addName);
    example.add(other.example);
  }

  /** The same of other units: of so many executions of the whole group. */
  void countAs(QueryGroup group, Runs runs) {
    double share = (double) runs.executions() / group.calls();
    count = runs.units();
    units = runs.units();
    calls = runs.executions();
    least = runs.perUnit();
    most = runs.perUnit();
    db = Math.round(group.db() * share);
    queue = Math.round(group.queue() * share);
    decode = Math.round(group.decode() * share);
    errors = Math.round(group.errors() * share);
    neighbours = 0;
    overlapping = 0;
  }

  private void addName(UnitName name, long[] times) {
    long[] named = names.get(name, n -> new long[1]);
    if (named != null) {
      named[0] += times[0];
    }
  }

  long[] sums() {
    return new long[] {
      count, units, calls, least, most, db, queue, decode, errors, neighbours, overlapping
    };
  }

  void restore(long[] sums, LatencyDistribution times, DistinctCount distinct) {
    count = sums[0];
    units = sums[1];
    calls = sums[2];
    least = sums[3];
    most = sums[4];
    db = sums[5];
    queue = sums[6];
    decode = sums[7];
    errors = sums[8];
    neighbours = sums[9];
    overlapping = sums[10];
    latency.add(times);
    parameters.add(distinct);
  }

  void restore(GroupKey outer, long times) {
    inside.put(outer, times);
  }

  void restoreNamesBar(long bar) {
    names.lower(bar);
  }

  void restore(UnitName name, long times) {
    names.entries().put(name, new long[] {times});
  }

  long namesBar() {
    return names.bar();
  }

  void seal(Predicate<GroupKey> isKept) {
    inside.keySet().removeIf(isKept.negate());
    names.cut();
  }

  public BurstClass kind() {
    return kind;
  }

  /** Bursts: units as the log tells them apart. */
  public long count() {
    return count;
  }

  /** Units of work; where the log may mix several of them in one, all of them. */
  public long units() {
    return units;
  }

  /** Executions. */
  public long calls() {
    return calls;
  }

  /** Executions of the smallest burst. */
  public long least() {
    return least;
  }

  /** Executions of the largest burst. */
  public long most() {
    return most;
  }

  public long db() {
    return db;
  }

  public long queue() {
    return queue;
  }

  public long decode() {
    return decode;
  }

  /** Executions that failed. */
  public long errors() {
    return errors;
  }

  /** Pairs of executions one after the other, in units that are not mixed. */
  public long neighbours() {
    return neighbours;
  }

  /** Of those, pairs of which the second began before the first ended. */
  public long overlapping() {
    return overlapping;
  }

  /** Distribution of database time of the executions. */
  public LatencyDistribution latency() {
    return latency;
  }

  /** Different parameter lists over all bursts. */
  public DistinctCount parameters() {
    return parameters;
  }

  /** Bursts that stand inside the loop of another query group, by that group. */
  public Map<GroupKey, Long> inside() {
    return Map.copyOf(inside);
  }

  /** Bursts by the unit's name: up to {@value #NAMES} names. */
  public Map<UnitName, Long> names() {
    Map<UnitName, Long> counts = new TreeMap<>();
    names.entries().forEach((name, times) -> counts.put(name, times[0]));
    return counts;
  }

  /** The unit with the largest burst. */
  public UnitOfWork example() {
    return requireNonNull(example.unit, "a burst is of a unit");
  }

  Example best() {
    return example;
  }
}
