package dev.ectoscope.detector.query;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.workload.DistinctCount;
import dev.ectoscope.workload.GroupKey;
import dev.ectoscope.workload.QueryCall;
import dev.ectoscope.workload.UnitOfWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runs once for each of several things that the log does not tell apart, or once for each of
 * several places in the source: it repeats, and no loop runs it.
 */
final class OnceEach {

  static final String CALLBACKS =
      "the function itself is called once for each message, event or job: these are several of them";

  static final String UNITS =
      "something else is asked each time between the executions: several units of work that the"
          + " log does not tell apart";

  static final String PLACES =
      "every unit of work asks for the same few: a fixed list, not rows of a query";

  /**
   * Callbacks of Elixir, Phoenix, LiveView, Oban and Broadway: what calls them does so once for
   * each thing that comes.
   */
  private static final Set<String> CALLBACK =
      Set.of(
          "handle_info/2",
          "handle_cast/2",
          "handle_continue/2",
          "handle_call/3",
          "handle_event/3",
          "handle_params/3",
          "handle_in/3",
          "handle_message/3",
          "handle_batch/4",
          "join/3",
          "mount/3",
          "perform/1");

  /** Of the statements between two executions one is chance when so many others have none. */
  private static final int SELDOM = 4;

  private static final double OFTEN = 1.5;

  private OnceEach() {}

  /** Why the executions are of several units of work, or "". */
  static String ofUnits(Loop loop) {
    UnitOfWork unit = loop.example();
    if (!LookAlike.isPlacedByOrder(unit)) {
      return "";
    }
    return isCallback(loop) ? CALLBACKS : standsBetweenOthers(unit, loop) ? UNITS : "";
  }

  /**
   * Whether the frame is of a callback's own body: a loop in it would print its anonymous function.
   * With a deeper stack all statements of a transaction print who opened it.
   */
  private static boolean isCallback(Loop loop) {
    CallSite site = loop.callSite();
    String function = site.function();
    boolean own = site.isKnown() && site.printed().equals(function);
    boolean held = loop.bursts().stream().anyMatch(b -> b.kind().held());
    return own && !held && CALLBACK.contains(function.substring(function.lastIndexOf('.') + 1));
  }

  /**
   * What a plug asks stands between the queries of ever other requests; a loop asks the same for
   * each row.
   */
  private static boolean standsBetweenOthers(UnitOfWork unit, Loop loop) {
    if (unit.kind() != UnitKind.OTHER) {
      return false;
    }
    GroupKey own = loop.repetition().group().key();
    List<Set<GroupKey>> gaps = new ArrayList<>();
    Set<GroupKey> gap = null;
    for (QueryCall call : unit.calls()) {
      if (call.key().equals(own)) {
        if (gap != null) {
          gaps.add(gap);
        }
        gap = new HashSet<>();
      } else if (gap != null) {
        gap.add(call.key());
      }
    }
    Map<GroupKey, Integer> times = new HashMap<>();
    gaps.forEach(g -> g.forEach(key -> times.merge(key, 1, Integer::sum)));
    int all = times.values().stream().mapToInt(n -> n).sum();
    int seldom =
        times.values().stream()
            .filter(n -> n == 1 || n * SELDOM <= gaps.size())
            .mapToInt(n -> n)
            .sum();
    long filled = gaps.stream().filter(g -> !g.isEmpty()).count();
    return gaps.size() > 1 && 2 * filled > gaps.size() && 2 * seldom > all;
  }

  /** Why the executions come from several places of the source, or from a constant list, or "". */
  static String ofPlaces(Loop loop, Thresholds thresholds) {
    DistinctCount asked = loop.distinctParameters();
    boolean few = asked.isExact() && asked.count() < thresholds.callsInUnit();
    boolean once = loop.calls() <= OFTEN * asked.count() * loop.units();
    return few && once && loop.units() >= thresholds.someUnits() ? PLACES : "";
  }
}
