package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Units of work that no line begins: what one process asks until it pauses, or, of queries without
 * any id, what follows each other until a pause or another unit's beginning or end.
 */
final class UnbegunUnits {

  /**
   * Queries without any id and without an open unit, and those of a process that lives on, belong
   * together while the pause is below this: tenths of ms.
   */
  static final long PAUSE = 2_000;

  /** {@code App.Pipeline.Broadway.Processor_default_3}: one of several that do the same. */
  private static final Pattern LAST_NUMBER = Pattern.compile("_\\d+$");

  private final UnitAssembly assembly;
  private final String at;
  private final Map<String, OpenUnit> pids = new HashMap<>();
  private @Nullable OpenUnit loose;
  private boolean idleIsPrinted;

  /**
   * @param at {@code @instance}, or ""
   */
  UnbegunUnits(UnitAssembly assembly, String at) {
    this.assembly = assembly;
    this.at = at;
  }

  void passed(LogEvent.Query query) {
    idleIsPrinted |= query.idle() >= 0;
  }

  /** That of a process, or null. */
  @Nullable OpenUnit ofPid(String pid) {
    return pids.get(pid);
  }

  /** That which only the order of the log holds together, or null. */
  @Nullable OpenUnit loose() {
    return loose;
  }

  OpenUnit of(LogEvent.Query query) {
    return query.process().pid().isEmpty() ? byOrder(query) : ofProcess(query);
  }

  private OpenUnit byOrder(LogEvent.Query query) {
    if (loose != null && isPaused(query, query.clock(), loose)) {
      closeLoose();
    }
    OpenUnit unit = loose;
    if (unit == null) {
      unit = UnitAssembly.fresh(UnitAssembly.ORDER, query.position());
      loose = unit;
    }
    unit.lastClock = query.clock();
    return unit;
  }

  /** A process that lives on begins something else after a pause. */
  private OpenUnit ofProcess(LogEvent.Query query) {
    OpenUnit before = pids.get(query.process().pid());
    boolean paused =
        before != null && !before.calls.isEmpty() && isPaused(query, Strays.began(query), before);
    if (before != null && paused) {
      assembly.closeSilent(before);
    }
    OpenUnit unit = before == null || paused ? begun(query.process()) : before;
    unit.begins |= paused;
    unit.lastClock = query.clock();
    return unit;
  }

  private OpenUnit begun(Process process) {
    OpenUnit unit = new OpenUnit(UnitAssembly.PID, process.pid(), at);
    unit.name = LAST_NUMBER.matcher(process.name()).replaceFirst("");
    pids.put(process.pid(), unit);
    return unit;
  }

  private boolean isPaused(LogEvent.Query query, long until, OpenUnit unit) {
    return query.clock() >= 0 && !isHeld(query) && until - unit.lastClock > PAUSE;
  }

  /**
   * A transaction goes on, however long it waited: no connection was taken for the query. Ecto
   * before ecto_sql 3.3 never says how long one was idle.
   */
  private boolean isHeld(LogEvent.Query query) {
    return idleIsPrinted && query.idle() < 0 && query.queue() < 0 && query.db() >= 0;
  }

  void closeLoose() {
    if (loose != null) {
      assembly.close(loose);
    }
  }

  /** The unit gets no more queries. */
  void forget(OpenUnit unit) {
    if (unit.prefix == UnitAssembly.PID) {
      pids.remove(unit.id(), unit);
    }
    if (unit == loose) {
      loose = null;
    }
  }
}
