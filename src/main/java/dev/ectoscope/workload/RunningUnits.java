package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Units of work whose beginning was printed and whose end was not, in order of beginning. */
final class RunningUnits {

  private final Set<OpenUnit> units = new LinkedHashSet<>();

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
    units.add(unit);
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
      if (mayBe && (likeliest == null || distance(open, event) < distance(likeliest, event))) {
        likeliest = open;
      }
    }
    return process.pid().isEmpty() ? likeliest : null;
  }

  /** How far its beginning is from where the printed duration says it was; 0 without a clock. */
  private static long distance(OpenUnit unit, LogEvent.UnitFinished event) {
    boolean clocked = unit.startClock >= 0 && event.clock() >= 0 && event.duration() >= 0;
    return clocked ? Math.abs(event.clock() - event.duration() - unit.startClock) : 0;
  }

  /** A callback inside a request ends, not the request. */
  private static boolean isInside(LogEvent.UnitFinished event, OpenUnit open) {
    return event.kind() == UnitKind.LIVE_VIEW && !open.view.isEmpty();
  }
}
