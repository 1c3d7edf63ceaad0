package dev.ectoscope.workload;

import dev.ectoscope.log.RotationOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Joins what different inputs, or different chunks of one, say of the same unit of work. */
final class Parts {

  private static final Comparator<OpenUnit> IN_ORDER =
      Comparator.comparing((OpenUnit part) -> part.input, RotationOrder.BY_TIME)
          .thenComparing(part -> part.firstEvent);

  private static final long DAY = 24L * 60 * 60 * 10_000;

  /** By so much a unit's queries may be printed after what comes later. */
  private static final long LATE = 60 * 10_000L;

  private Parts() {}

  /** Parts of one key as the units that they make up, in the order of the inputs. */
  static List<OpenUnit> joined(List<OpenUnit> parts, Limits limits) {
    List<OpenUnit> units = new ArrayList<>();
    OpenUnit unit = null;
    for (OpenUnit part : parts.stream().sorted(IN_ORDER).toList()) {
      if (unit != null && goesOn(unit, part, limits)) {
        unit.join(part);
      } else {
        unit = part.copy();
        units.add(unit);
      }
    }
    return units;
  }

  /** Names may say another order than that of writing; of a time of day only the clock counts. */
  private static boolean follows(long pause) {
    long onTheClock = Math.floorMod(pause, DAY);
    return pause <= UnbegunUnits.PAUSE
        && (onTheClock <= UnbegunUnits.PAUSE || onTheClock >= DAY - LATE);
  }

  private static boolean goesOn(OpenUnit unit, OpenUnit part, Limits limits) {
    if (unit.prefix.equals(UnitAssembly.PID) && !follows(unit.pauseBefore(part))) {
      return false;
    }
    int silence = unit.ended ? limits.silenceAfterEnd() : limits.silence();
    return !unit.input.equals(part.input) || part.firstEvent - unit.lastEvent <= silence;
  }
}
