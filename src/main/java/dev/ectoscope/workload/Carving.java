package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Units of work of which only the end is printed: the last queries of the process, as far as the
 * printed duration goes back, are carved out of what they were put into.
 */
final class Carving {

  private static final int MOST_OPERATIONS = 1_000;

  private final UnitAssembly assembly;
  private final UnbegunUnits unbegun;

  /** What processes said that they run, until they end it. */
  private final Map<String, String> operations = new HashMap<>();

  /** Where the last query went that did not say whose it is, unless that has an id. */
  private @Nullable OpenUnit stray;

  Carving(UnitAssembly assembly, UnbegunUnits unbegun) {
    this.assembly = assembly;
    this.unbegun = unbegun;
  }

  /** A process says what it runs. */
  void name(LogEvent.UnitNamed event) {
    if (operations.size() == MOST_OPERATIONS) {
      operations.clear(); // of processes that never said what it was for
    }
    operations.put(event.process().pid(), event.name());
  }

  void add(Process process, OpenUnit unit) {
    if (process.requestId().isEmpty() && process.pid().isEmpty()) {
      stray = unit.isNamed() ? null : unit;
    }
  }

  /**
   * @param running whether units run whose beginning was printed
   */
  void carve(LogEvent.UnitFinished event, boolean running) {
    String pid = event.process().pid();
    boolean others = pid.isEmpty() && running;
    OpenUnit from = others ? stray : pid.isEmpty() ? unbegun.loose() : unbegun.ofPid(pid);
    String operation = operations.remove(pid);
    OpenUnit part = from == null ? null : from.within(event, others);
    if (from == null || part == null) {
      return;
    }
    part.kind = event.kind();
    part.name = operation == null ? event.name() : operation;
    part.duration = event.duration();
    if (!others && from.calls.isEmpty()) {
      assembly.forget(from);
    }
    assembly.complete(part);
  }

  /** The unit gets no more queries. */
  void forget(OpenUnit unit) {
    if (unit == stray) {
      stray = null;
    }
  }
}
