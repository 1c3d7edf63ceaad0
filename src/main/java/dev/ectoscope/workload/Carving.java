package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Units of work of which only the end is printed: the last queries of the process, as far as the
 * printed duration goes back, are carved out of what they were put into.
 */
final class Carving {

  private static final int MOST_OPERATIONS = 1_000;

  /** Clocks are printed in milliseconds: tenths of ms. */
  private static final long CLOCK_TICK = 11;

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
    OpenUnit part = from == null ? null : within(from, event, others);
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

  /**
   * Takes out a unit's last queries, those that ran in a time which has just ended, as a unit of
   * their own; null when there are none.
   *
   * @param others whether its own queries may be among them: what it also asked before is its own
   */
  private static @Nullable OpenUnit within(
      OpenUnit unit, LogEvent.UnitFinished end, boolean others) {
    ArrayList<QueryCall> calls = unit.calls;
    int first = firstSince(calls, end);
    while (others && first < calls.size() && asksAgain(calls, first)) {
      first++;
    }
    if (first == calls.size()) {
      return null;
    }
    List<QueryCall> its = calls.subList(first, calls.size());
    OpenUnit part = UnitAssembly.fresh(UnitAssembly.ORDER, its.get(0).position());
    part.calls = new ArrayList<>(its);
    part.failures = unit.failures;
    part.input = unit.input;
    part.firstEvent = its.get(0).line();
    part.lastEvent = unit.lastEvent;
    its.clear();
    return part;
  }

  private static int firstSince(ArrayList<QueryCall> calls, LogEvent.UnitFinished end) {
    int first = calls.size();
    long left = end.duration() + CLOCK_TICK;
    while (first > 0) {
      QueryCall call = calls.get(first - 1);
      left -= call.dbOrZero() + call.queueOrZero() + Math.max(0, call.decode());
      boolean clocked = end.clock() >= 0 && call.clock() >= 0;
      boolean before =
          clocked ? call.startedAt() < end.clock() - end.duration() - CLOCK_TICK : left < 0;
      if (before) {
        return first;
      }
      first--;
    }
    return first;
  }

  /** Whether what is asked from {@code first} on has also been asked before. */
  private static boolean asksAgain(ArrayList<QueryCall> calls, int first) {
    Set<GroupKey> before = new HashSet<>();
    calls.subList(0, first).forEach(call -> before.add(call.key()));
    return calls.subList(first, calls.size()).stream().anyMatch(c -> before.contains(c.key()));
  }
}
