package dev.ectoscope.workload;

import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over all queries. Times are tenths of a millisecond, exact sums of what Ecto printed.
 *
 * @param bySource queries by {@code source=}, {@code (none)} without
 * @param byCommand queries by the statement's first word, lower case
 */
public record Totals(
    long queries,
    long ok,
    long error,
    long db,
    long queue,
    long decode,
    long idle,
    Map<String, Long> bySource,
    Map<String, Long> byCommand) {

  public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());

  public Totals {
    bySource = Map.copyOf(bySource);
    byCommand = Map.copyOf(byCommand);
  }

  public Totals merge(Totals other) {
    return new Totals(
        queries + other.queries,
        ok + other.ok,
        error + other.error,
        db + other.db,
        queue + other.queue,
        decode + other.decode,
        idle + other.idle,
        sum(bySource, other.bySource),
        sum(byCommand, other.byCommand));
  }

  private static Map<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    Map<String, Long> sums = new TreeMap<>(a);
    b.forEach((key, count) -> sums.merge(key, count, Long::sum));
    return sums;
  }
}
