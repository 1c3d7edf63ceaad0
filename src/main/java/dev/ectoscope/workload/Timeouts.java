package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Reports of the pool that a client held its connection for too long. They name neither request nor
 * query, and stand just above the line of the query that failed: by then the limit is reached, and
 * within the same second.
 */
final class Timeouts {

  /** A report belongs to a query at most so many events below. */
  private static final long NEAR = 24;

  /** Tenths of a millisecond. */
  private static final long SECOND = 10_000;

  private static final int MOST = 64;

  private final ArrayDeque<Failure> waiting = new ArrayDeque<>();

  void add(Failure failure) {
    if (waiting.size() == MOST) {
      waiting.remove();
    }
    waiting.add(failure);
  }

  /** The report that the failed query belongs to, or null. */
  @Nullable Failure of(LogEvent.Query query) {
    if (waiting.isEmpty()) {
      return null;
    }
    long held = Math.max(0, query.db()) + Math.max(0, query.queue());
    for (Iterator<Failure> reports = waiting.iterator(); reports.hasNext(); ) {
      Failure report = reports.next();
      if (query.position().event() - report.position().event() > NEAR) {
        reports.remove();
      } else if (fits(report, held, query.clock())) {
        reports.remove();
        return report;
      }
    }
    return null;
  }

  static boolean fits(Failure report, QueryCall call) {
    return fits(report, call.dbOrZero() + call.queueOrZero(), call.clock());
  }

  private static boolean fits(Failure report, long held, long clock) {
    boolean near = clock < 0 || report.clock() < 0 || Math.abs(clock - report.clock()) <= SECOND;
    return near && held >= Math.max(0, report.milliseconds()) * 10;
  }
}
