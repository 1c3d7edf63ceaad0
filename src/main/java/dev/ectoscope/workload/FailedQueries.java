package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.Position;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Executions of one statement that reached the database and failed. Times are tenths of a
 * millisecond.
 */
public final class FailedQueries {

  static final int TEXTS = 5;
  static final int CALL_SITES = 50;

  private final Map<FailureKind, Long> byKind = new EnumMap<>(FailureKind.class);
  private final Map<String, Position> texts = new HashMap<>();
  private final TreeSet<GroupKey> callSites = new TreeSet<>();
  private long count;
  private long units;
  private long spent;
  private final Example example = new Example();

  void add(QueryCall call) {
    count++;
    spent += call.dbOrZero() + call.queueOrZero();
    callSites.add(call.key());
    if (call.failure() != null) {
      byKind.merge(call.failure().kind(), 1L, Long::sum);
      say(call.failure().text(), call.position());
    }
    bound();
  }

  private void say(String text, Position position) {
    if (!text.isEmpty()) {
      texts.merge(text, position, (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
  }

  void countUnit() {
    units++;
  }

  void add(FailedQueries other) {
    count += other.count;
    units += other.units;
    spent += other.spent;
    callSites.addAll(other.callSites);
    other.byKind.forEach((kind, times) -> byKind.merge(kind, times, Long::sum));
    other.texts.forEach(this::say);
    example.add(other.example);
    bound();
  }

  private void bound() {
    while (texts.size() > TEXTS) {
      texts.keySet().remove(texts().get(texts.size() - 1));
    }
    while (callSites.size() > CALL_SITES) {
      callSites.pollLast();
    }
  }

  void restore(long[] sums) {
    count = sums[0];
    units = sums[1];
    spent = sums[2];
  }

  void restore(FailureKind kind, long times) {
    byKind.put(kind, times);
  }

  void restore(String text, Position first) {
    texts.put(text, first);
  }

  void restore(GroupKey callSite) {
    callSites.add(callSite);
  }

  public long count() {
    return count;
  }

  /** Units of work in which it failed. */
  public long units() {
    return units;
  }

  /** Database and queue time of the failed executions. */
  public long spent() {
    return spent;
  }

  /** Failed executions whose report the log shows, by what it says. */
  public Map<FailureKind, Long> byKind() {
    return Map.copyOf(byKind);
  }

  /** The first reports, without parameters, in the order of the log. */
  public List<String> texts() {
    return texts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  Map<String, Position> textsWithPlaces() {
    return texts;
  }

  TreeSet<GroupKey> keys() {
    return callSites;
  }

  /** Where it failed; the first {@value #CALL_SITES} of them. */
  public List<CallSite> callSites() {
    return callSites.stream().map(GroupKey::callSite).distinct().toList();
  }

  /** A unit in which it failed, or null. */
  public @Nullable UnitOfWork example() {
    return example.unit;
  }

  Example best() {
    return example;
  }
}
