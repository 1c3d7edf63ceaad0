package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Units of work whose beginning was printed and whose end was not, in order of beginning. */
final class RunningUnits {

  /** Of a duration and two clocks in milliseconds: tenths of ms. */
  private static final long MEASURED = 30;

  /** Requests that began later and ended first, one after the other, before one is given up. */
  private static final int OVERTAKEN = 3;

  private static final int FEW = 2;

  /** Durations are printed in milliseconds: tenths of ms. */
  private static final long TICK = 11;

  /** A request that waits for tasks may say nothing for so long: tenths of ms. */
  private static final long LONG = 20_000;

  private final LinkedHashSet<OpenUnit> units = new LinkedHashSet<>();

  /** What a clock would show, if queries ran one after the other: tenths of ms. */
  private long spent;

  Set<OpenUnit> units() {
    return units;
  }

  boolean isEmpty() {
    return units.isEmpty();
  }

  /** The one that runs alone, or null. */
  @Nullable OpenUnit only() {
    return units.size() == 1 ? units.iterator().next() : null;
  }

  void add(OpenUnit unit) {
    unit.startSpent = spent;
    units.add(unit);
  }

  /** Time has passed while the query ran. */
  void passed(LogEvent.Query query) {
    spent += Math.max(0, query.db()) + Math.max(0, query.queue()) + Math.max(0, query.decode());
  }

  /**
   * The request that several others have overtaken, one after the other, while it was silent, or
   * null: its end was never printed, as when its client went away, and what is asked now is not its
   * own.
   *
   * @param ended no longer among the running
   * @param clock of the end
   */
  @Nullable OpenUnit givenUp(OpenUnit ended, long clock) {
    if (units.isEmpty()) {
      return null;
    }
    OpenUnit only = only();
    for (OpenUnit unit : units) {
      boolean passed = unit == only && isAlike(ended, unit) && isSilent(unit, clock);
      unit.overtaken = passed ? unit.overtaken + 1 : 0;
    }
    boolean lost = only != null && only.kind == UnitKind.REQUEST && only.overtaken >= OVERTAKEN;
    return lost ? only : null;
  }

  private static boolean isAlike(OpenUnit ended, OpenUnit unit) {
    return ended.kind == UnitKind.REQUEST && isKnownByOrder(ended) == isKnownByOrder(unit);
  }

  /** Of a unit without an id nothing tells. */
  private static boolean isSilent(OpenUnit unit, long clock) {
    QueryCall own = unit.lastOwn;
    long last = own == null ? unit.startClock : own.clock();
    return isKnownByOrder(unit) || last < 0 || clock - last > LONG;
  }

  private static boolean isKnownByOrder(OpenUnit unit) {
    return !unit.isNamed() && unit.process.pid().isEmpty();
  }

  void remove(OpenUnit unit) {
    units.remove(unit);
  }

  void clear() {
    units.clear();
  }

  /** That of a process, or null. */
  @Nullable OpenUnit ofPid(String pid) {
    for (OpenUnit unit : units) {
      if (unit.process.pid().equals(pid)) {
        return unit;
      }
    }
    return null;
  }

  /** That of an Oban job by its number, or null. */
  @Nullable OpenUnit ofJob(String job) {
    for (OpenUnit unit : units) {
      if (unit.job.equals(job)) {
        return unit;
      }
    }
    return null;
  }

  /**
   * The request that a LiveView callback is part of: before its socket connects, a view is mounted
   * inside the request for its page.
   *
   * @param byRequest that of the event's request id, or null
   */
  @Nullable OpenUnit around(LogEvent.UnitStarted event, @Nullable OpenUnit byRequest) {
    if (event.kind() != UnitKind.LIVE_VIEW) {
      return null;
    }
    Process process = event.process();
    OpenUnit open;
    if (!process.requestId().isEmpty()) {
      open = byRequest;
    } else if (!process.pid().isEmpty()) {
      open = ofPid(process.pid());
    } else {
      OpenUnit only = only();
      open = only == null || only.isNamed() || !only.process.pid().isEmpty() ? null : only;
    }
    return open != null && open.kind == UnitKind.REQUEST && !open.ended && !open.name.isEmpty()
        ? open
        : null;
  }

  /** {@code FeedLive mount} is FeedLive. */
  static String viewOf(String name) {
    int blank = name.indexOf(' ');
    return blank < 0 ? name : name.substring(0, blank);
  }

  /**
   * The unit that ends, or null.
   *
   * @param byRequest that of the event's request id, or null
   */
  @Nullable OpenUnit ending(LogEvent.UnitFinished event, @Nullable OpenUnit byRequest) {
    OpenUnit job = event.job().isEmpty() ? null : ofJob(event.job());
    if (job != null) {
      return job;
    }
    Process process = event.process();
    if (!process.requestId().isEmpty()) {
      return byRequest != null && isInside(event, byRequest) ? null : byRequest;
    }
    OpenUnit likeliest = null;
    for (OpenUnit open : units) {
      if (!process.pid().isEmpty() && open.process.pid().equals(process.pid())) {
        return isInside(event, open) ? null : open;
      }
      boolean otherJob = !event.job().isEmpty() && !open.job.isEmpty();
      boolean mayBe = open.kind == event.kind() && open.process.requestId().isEmpty() && !otherJob;
      if (mayBe && (likeliest == null || isLikelier(open, likeliest, event))) {
        likeliest = open;
      }
    }
    return process.pid().isEmpty() ? likeliest : null;
  }

  /**
   * Those that may have ended instead of the one that was chosen, where neither an id nor the
   * duration tells.
   */
  List<OpenUnit> mayHaveEnded(LogEvent.UnitFinished event, OpenUnit chosen) {
    if (units.isEmpty()
        || chosen.isTold()
        || isByOrder(event)
        || !event.job().isEmpty() && event.job().equals(chosen.job)) {
      return List.of();
    }
    long nearest = distance(chosen, event) + MEASURED;
    return units.stream()
        .filter(unit -> unit != chosen && !unit.isTold() && unit.kind == chosen.kind)
        .filter(unit -> distance(unit, event) <= nearest)
        .toList();
  }

  /** Whether nothing but the order tells, and few units run. */
  private boolean isByOrder(LogEvent.UnitFinished event) {
    return event.clock() < 0 && event.duration() >= 0 && units.size() <= FEW;
  }

  /** By order alone the one that began later, as long as the queries since did not take longer. */
  private boolean isLikelier(OpenUnit later, OpenUnit sooner, LogEvent.UnitFinished event) {
    return isByOrder(event)
        ? spent - later.startSpent <= event.duration() + TICK
        : distance(later, event) < distance(sooner, event);
  }

  /** How far its beginning is from where the printed duration says it was; 0 without a clock. */
  private static long distance(OpenUnit unit, LogEvent.UnitFinished event) {
    if (unit.startClock < 0 || event.clock() < 0 || event.duration() < 0) {
      return 0;
    }
    long began = event.clock() - event.duration();
    return Math.max(0, Math.max(unit.startClock - began, began - unit.latestStart));
  }

  /** A callback inside a request ends, not the request. */
  private static boolean isInside(LogEvent.UnitFinished event, OpenUnit open) {
    return event.kind() == UnitKind.LIVE_VIEW && !open.view.isEmpty();
  }
}
