package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.sql.Statement;
import java.util.List;

/**
 * One statement from one call site, executed several times in units of work: what a loop looks
 * like.
 *
 * @param statement which
 * @param callSite from where, or {@link CallSite#UNKNOWN}
 * @param kind of the units of work; requests where the log does not tell
 * @param bursts one for each unit of work in which it was executed more than once
 */
public record Repetition(
    Statement statement, CallSite callSite, UnitKind kind, List<Burst> bursts) {

  public Repetition {
    bursts = List.copyOf(bursts);
  }

  /**
   * The executions inside one unit.
   *
   * @param unit where
   * @param calls the executions, at least two, in order
   * @param distinctParameters number of different printed parameter lists
   * @param consecutive longest run of executions with no other statement between
   */
  public record Burst(
      UnitOfWork unit, List<QueryCall> calls, int distinctParameters, int consecutive) {
    public Burst {
      calls = List.copyOf(calls);
    }

    public long db() {
      return calls.stream().mapToLong(QueryCall::dbOrZero).sum();
    }
  }
}
