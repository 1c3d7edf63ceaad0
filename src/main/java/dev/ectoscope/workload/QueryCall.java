package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Position;

/**
 * One execution of a statement inside a unit of work. Times are tenths of a millisecond; {@link
 * LogEvent#ABSENT} is "not printed".
 *
 * @param parametersHash equal for equal printed parameter lists
 */
public record QueryCall(
    Position position,
    long clock,
    String fingerprint,
    CallSite callSite,
    long parametersHash,
    boolean ok,
    long db,
    long decode,
    long queue,
    long idle)
    implements Comparable<QueryCall> {

  /** Order of execution as far as the log tells: by clock, then by place in the input. */
  @Override
  public int compareTo(QueryCall other) {
    int byClock = Long.compare(clock, other.clock);
    return byClock != 0 ? byClock : position.compareTo(other.position);
  }

  /** Database time, 0 when no connection was had. */
  public long dbOrZero() {
    return Math.max(0, db);
  }

  public long queueOrZero() {
    return Math.max(0, queue);
  }

  /** When the query was asked for: the log stamps its end. */
  public long startedAt() {
    return clock < 0 ? clock : clock - dbOrZero() - queueOrZero() - Math.max(0, decode);
  }
}
