package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement from one call site, executed several times in units of work: what a loop looks
 * like.
 *
 * @param group which, with all its executions, also those that do not repeat
 * @param kind of the units of work; requests where the log does not tell
 * @param place of a group without a call site, by the action of its units, else their name; else 0
 * @param bursts all units in which it was executed more than once, by what the executions look like
 * @param runs what tells the units where the log does not, or null
 */
public record Repetition(
    QueryGroup group, UnitKind kind, int place, List<Bursts> bursts, @Nullable Runs runs) {

  public Repetition {
    bursts = List.copyOf(bursts);
  }

  public Statement statement() {
    return group.statement();
  }

  public CallSite callSite() {
    return group.callSite();
  }
}
