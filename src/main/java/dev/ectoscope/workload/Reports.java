package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;

/** Reports of failures, and the failed queries that they explain: each waits for the other. */
final class Reports {

  /** A report without a request id belongs to a failed query at most so many events above. */
  private static final long NEAR = 16;

  private final Consumer<OpenUnit> complete;
  private final Timeouts timeouts = new Timeouts();
  private final ArrayDeque<Failed> failed = new ArrayDeque<>();
  private final ArrayDeque<OpenUnit> unexplained = new ArrayDeque<>();

  /**
   * @param complete takes units whose failures are explained as far as they will be
   */
  Reports(Consumer<OpenUnit> complete) {
    this.complete = complete;
  }

  private record Failed(QueryCall call, String pid, long event) {

    /** Whether a report may be of it: not when both say who printed them, and differ. */
    boolean mayBeOf(Failure report) {
      String other = report.process().pid();
      return call.failure == null && (pid.isEmpty() || other.isEmpty() || pid.equals(other));
    }

    /** Whether the stack of a report stands where the query was asked. */
    boolean isNamedIn(Failure report) {
      CallSite site = report.callSite();
      return site.isKnown() && site.function().equals(call.callSite().function());
    }
  }

  void failed(LogEvent.Query query, QueryCall call) {
    call.failure = timeouts.of(query);
    failed.add(new Failed(call, query.process().pid(), query.position().event()));
  }

  void fail(Failure failure) {
    if (failure.kind() == FailureKind.CLIENT_TIMEOUT) {
      timedOut(failure);
    } else if (failure.process().requestId().isEmpty()) {
      passedBy(failure.position().event());
      explained(failure).ifPresent(f -> f.call.failure = failure);
    }
  }

  /**
   * A report is of one query: of those above it the last, if one is there the last that it names.
   */
  private Optional<Failed> explained(Failure report) {
    Failed last = null;
    for (Failed one : failed) {
      boolean may = one.mayBeOf(report);
      if (may && (last == null || one.isNamedIn(report) || !last.isNamedIn(report))) {
        last = one;
      }
    }
    return Optional.ofNullable(last);
  }

  /**
   * The pool prints it before the query's own line, or after it where lines overtake each other.
   */
  private void timedOut(Failure failure) {
    for (Failed one : failed) {
      if (one.call.failure == null && Timeouts.fits(failure, one.call)) {
        one.call.failure = failure;
        return;
      }
    }
    timeouts.add(failure);
  }

  /** The reports of its failures may come after its end. */
  void complete(OpenUnit unit) {
    unit.explainFailures();
    boolean mayBeExplained =
        !failed.isEmpty()
            && failed.stream().anyMatch(f -> f.call.failure == null && unit.holds(f.call));
    if (mayBeExplained) {
      unexplained.add(unit);
    } else {
      complete.accept(unit);
    }
  }

  /** The log has come to this event. */
  void passed(long event) {
    passedBy(event);
    while (!unexplained.isEmpty() && event - unexplained.peek().lastEvent > NEAR) {
      complete.accept(unexplained.remove());
    }
  }

  private void passedBy(long event) {
    while (!failed.isEmpty() && event - failed.peek().event > NEAR) {
      failed.remove();
    }
  }
}
