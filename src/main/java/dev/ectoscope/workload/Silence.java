package dev.ectoscope.workload;

import org.jspecify.annotations.Nullable;

/** Units in the order of their last event. */
final class Silence {
  private final long allowed;
  @Nullable OpenUnit oldest;
  @Nullable OpenUnit newest;

  Silence(long allowed) {
    this.allowed = allowed;
  }

  /** The unit silent for longest, if for longer than allowed, or null. */
  @Nullable OpenUnit silent(long event) {
    return oldest != null && event - oldest.lastEvent > allowed ? oldest : null;
  }

  void add(OpenUnit unit) {
    unit.list = this;
    unit.older = newest;
    if (newest != null) {
      newest.newer = unit;
    } else {
      oldest = unit;
    }
    newest = unit;
  }

  void remove(OpenUnit unit) {
    if (unit.older != null) {
      unit.older.newer = unit.newer;
    } else {
      oldest = unit.newer;
    }
    if (unit.newer != null) {
      unit.newer.older = unit.older;
    } else {
      newest = unit.older;
    }
    unit.older = unit.newer = null;
    unit.list = null;
  }
}
