package dev.ectoscope.workload;

import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * How long the log has been silent about each open unit, and how long it may be: less about one
 * that has ended, or that nothing names.
 */
final class Silences {

  private final Silence active;
  private final Silence over;
  private final Silence unnamed;

  Silences(Limits limits) {
    this.active = new Silence(limits.silence());
    this.over = new Silence(limits.silenceAfterEnd());
    this.unnamed = new Silence(limits.silenceAfterEnd());
  }

  /** The log says something of the unit. */
  void touch(OpenUnit unit, Position position) {
    long event = position.event();
    if (unit.input.isEmpty()) {
      unit.input = position.input();
      unit.firstEvent = event;
    }
    unit.lastEvent = event;
    Silence list = unit.ended ? over : unit.isTold() ? active : unnamed;
    if (unit != list.newest) {
      leave(unit);
      list.add(unit);
    }
  }

  static void leave(OpenUnit unit) {
    if (unit.list != null) {
      unit.list.remove(unit);
    }
  }

  /** A unit about which the log has been silent for too long when it comes to an event, or null. */
  @Nullable OpenUnit silent(long event) {
    OpenUnit unit = active.silent(event);
    unit = unit == null ? over.silent(event) : unit;
    return unit == null ? unnamed.silent(event) : unit;
  }

  /** One that is still open, or null. */
  @Nullable OpenUnit oldest() {
    OpenUnit unit = active.oldest == null ? over.oldest : active.oldest;
    return unit == null ? unnamed.oldest : unit;
  }
}
