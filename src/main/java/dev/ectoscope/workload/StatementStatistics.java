package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.Position;
import dev.ectoscope.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What is known of one statement in a period. Times are tenths of a millisecond and lower bounds.
 *
 * @param first where it was seen first
 * @param source Ecto's {@code source=}, or ""
 * @param latency distribution of db
 * @param callSites calls by call site
 * @param executions a few kept examples, the slowest first
 */
public record StatementStatistics(
    Statement statement,
    Position first,
    String source,
    long calls,
    long errors,
    long db,
    long decode,
    long queue,
    LatencyDistribution latency,
    Map<CallSite, Long> callSites,
    List<Execution> executions) {

  static final int KEPT_EXECUTIONS = 4;

  private static final Comparator<Execution> SLOWEST_FIRST =
      Comparator.comparingLong(Execution::db).reversed().thenComparing(Execution::position);

  public StatementStatistics {
    callSites = Map.copyOf(callSites);
    executions = List.copyOf(executions);
  }

  /** The same statement in two parts of a period. */
  StatementStatistics merge(StatementStatistics other) {
    boolean mine = first.compareTo(other.first) <= 0;
    Map<CallSite, Long> sites = new HashMap<>(callSites);
    other.callSites.forEach((site, count) -> sites.merge(site, count, Long::sum));
    return new StatementStatistics(
        mine ? statement : other.statement,
        mine ? first : other.first,
        mine ? source : other.source,
        calls + other.calls,
        errors + other.errors,
        db + other.db,
        decode + other.decode,
        queue + other.queue,
        latency.merge(other.latency),
        sites,
        slowest(Stream.concat(executions.stream(), other.executions.stream())));
  }

  static List<Execution> slowest(Stream<Execution> executions) {
    return executions.sorted(SLOWEST_FIRST).distinct().limit(KEPT_EXECUTIONS).toList();
  }
}
