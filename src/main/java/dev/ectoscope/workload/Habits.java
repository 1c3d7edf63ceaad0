package dev.ectoscope.workload;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What units of work of each name have asked while they ran alone. Of two jobs at the same time, of
 * which one has always asked this and the other never did, the query is the first one's.
 */
final class Habits {

  private static final int MOST_NAMES = 2_000;
  private static final int MOST_SITES = 500;

  /** What units of more names ask, as plugs do, may be of a unit that was never seen asking it. */
  private static final int MOST_ASKING = 2;

  /** A unit with fewer queries of its own has not shown what it asks. */
  private static final int FEWEST_CALLS = 3;

  private final Map<UnitName, Set<GroupKey>> sites = new HashMap<>();
  private final Map<GroupKey, Set<String>> asking = new HashMap<>();

  /** A unit has ended of which every query is surely its own. */
  void learn(OpenUnit unit) {
    if (unit.name.isEmpty() || sites.size() >= MOST_NAMES) {
      return;
    }
    Set<GroupKey> known = sites.computeIfAbsent(nameOf(unit), n -> new HashSet<>());
    for (QueryCall call : unit.calls) {
      GroupKey site = call.functionSite();
      if (known.size() < MOST_SITES && known.add(site)) {
        asks(site, unit);
      }
    }
  }

  /** The unit seems to have asked it. */
  void asks(GroupKey site, OpenUnit unit) {
    if (asking.size() < MOST_NAMES) {
      Set<String> names = asking.computeIfAbsent(site, s -> new HashSet<>(2));
      if (names.size() <= MOST_ASKING) {
        names.add(unit.name);
      }
    }
  }

  /** Whether units of many names ask it, as all do that go through a plug. */
  boolean isCommon(GroupKey site) {
    return asking.getOrDefault(site, Set.of()).size() > MOST_ASKING;
  }

  /**
   * The one of the units whose habit the query is, or null when another may ask it as well.
   *
   * @param site statement and function of the query
   */
  @Nullable OpenUnit only(List<OpenUnit> units, GroupKey site) {
    if (isCommon(site)) {
      return null;
    }
    OpenUnit only = null;
    for (OpenUnit unit : units) {
      Set<GroupKey> known = sites.get(nameOf(unit));
      if (known == null) {
        return null;
      }
      if (known.contains(site)) {
        if (only != null) {
          return null;
        }
        only = unit;
      }
    }
    return only;
  }

  /**
   * The one of the units that goes on asking it when the others have ended, or null when one of
   * them, or another of its name, was seen asking it as well, or hardly anything.
   */
  @Nullable OpenUnit goingOn(List<OpenUnit> units, GroupKey site) {
    Set<String> names = asking.getOrDefault(site, Set.of());
    if (names.isEmpty() || isCommon(site)) {
      return null;
    }
    OpenUnit only = null;
    for (OpenUnit unit : units) {
      boolean asks = names.contains(unit.name);
      boolean goesOn = asks && unit.calls.stream().anyMatch(c -> c.functionSite().equals(site));
      if (asks ? !goesOn || only != null : unit.calls.size() < FEWEST_CALLS) {
        return null;
      }
      only = goesOn ? unit : only;
    }
    return only;
  }

  private static UnitName nameOf(OpenUnit unit) {
    return new UnitName(unit.kind, unit.name);
  }
}
