package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.List;

/** Queries of a unit of work that waited for a connection, or that failed. */
final class UnitTroubles {

  private final Tally tally;
  private final int shown;
  private long dropped;
  private long waited;
  private boolean failed;

  /**
   * @param shown queries of a unit that is kept as an example
   */
  UnitTroubles(Tally tally, int shown) {
    this.tally = tally;
    this.shown = shown;
  }

  /** One of the unit's queries. */
  void add(QueryCall call) {
    if (call.isDropped()) {
      tally.waiting().dropped().add(call);
      counted(call).countWaiting(true);
      dropped++;
      return;
    }
    if (call.ok() && (call.idle() >= 0 || call.queue() >= 0)) {
      tally.waiting().checkouts().record(call.queueOrZero());
    }
    if (call.idle() <= 0 && call.queue() >= Waiting.WAITED) {
      tally.waiting().waited().add(call);
      counted(call).countWaiting(false);
      waited++;
    }
    if (!call.ok() && !call.group().statistics().leftOut) {
      call.group().statistics().failed().add(call);
      failed = true;
    }
  }

  private QueryGroup counted(QueryCall call) {
    if (!call.group().leftOut) {
      return call.group();
    }
    StatementStatistics statement = call.group().statistics();
    return (statement.leftOut ? tally.others : statement).rest();
  }

  /**
   * All queries of the unit have been added.
   *
   * @param queue that they waited in all, tenths of ms
   */
  void end(OpenUnit unit, long queue) {
    if (dropped > 0) {
      show(tally.waiting().dropped(), unit, queue);
    }
    if (waited > 0) {
      show(tally.waiting().waited(), unit, queue);
    }
    if (failed) {
      failures(unit);
    }
    dropped = waited = 0;
    failed = false;
  }

  private void show(Waiting.Waiters waiters, OpenUnit unit, long queue) {
    waiters.countUnit();
    waiters.best().offer(queue, unit, 0, shown);
  }

  private void failures(OpenUnit unit) {
    List<StatementStatistics> seen = new ArrayList<>();
    for (int i = 0; i < unit.calls.size(); i++) {
      QueryCall call = unit.calls.get(i);
      StatementStatistics statement = call.group().statistics();
      if (call.ok() || call.isDropped() || statement.leftOut || seen.contains(statement)) {
        continue;
      }
      seen.add(statement);
      statement.failed().countUnit();
      statement.failed().best().offer(0, unit, i, shown);
    }
  }
}
