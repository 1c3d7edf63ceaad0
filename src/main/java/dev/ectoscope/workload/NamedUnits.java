package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent.UnitKind;
import org.jspecify.annotations.Nullable;

/** The names of units of work that came last: what others made place for is found anew. */
final class NamedUnits {

  private static final int REMEMBERED = 1 << 10;

  private final @Nullable NamedUnit[] known = new NamedUnit[REMEMBERED];

  NamedUnit of(UnitKind kind, String name) {
    int slot = name.hashCode() * 7 + kind.ordinal() & REMEMBERED - 1;
    NamedUnit there = known[slot];
    if (there == null || !there.is(kind, name)) {
      there = new NamedUnit(new UnitName(kind, name));
      known[slot] = there;
    }
    return there;
  }
}
