package dev.ectoscope.log;

import dev.ectoscope.log.LogEvent.Process;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Passes on what lies in a period. Units of work that straddle an edge stay whole: what they did
 * before the period is kept until it is known whether they reach into it, and what they do after it
 * is passed on until they end. What has no clock is passed on, and counted.
 */
public final class PeriodSink implements LogSink {

  private static final int MOST_UNITS = 10_000;
  private static final int MOST_KEPT = 50_000;

  private final Period period;
  private final LogSink next;
  private final Map<Process, Unit> units = new LinkedHashMap<>(64, 0.75f, true);
  private int kept;
  private long leftOut;
  private long unplaced;
  private long cut;
  private boolean clocked;

  public PeriodSink(Period period, LogSink next) {
    this.period = period;
    this.next = next;
  }

  private static final class Unit {
    private final List<LogEvent> before = new ArrayList<>();
    private boolean inPeriod;
    private boolean began;
    private boolean forgotten;
  }

  @Override
  public void accept(LogEvent event) {
    switch (period.judge(event.clock())) {
      case INSIDE -> inside(event);
      case OUTSIDE -> outside(event);
      case UNKNOWN -> {
        unplaced += event instanceof LogEvent.Query ? 1 : 0;
        clocked |= event.clock() >= 0;
        next.accept(event);
      }
    }
  }

  private void inside(LogEvent event) {
    Unit unit = unit(event);
    if (event instanceof LogEvent.UnitStarted) {
      forget(unit);
    }
    if (!unit.inPeriod) {
      unit.inPeriod = true;
      cut += unit.forgotten ? 1 : 0;
      unit.before.forEach(next::accept);
      kept -= unit.before.size();
      leftOut -= count(unit.before);
      unit.before.clear();
    }
    next.accept(event);
    endIfFinished(event);
  }

  private void outside(LogEvent event) {
    Unit unit = unit(event);
    if (event instanceof LogEvent.UnitStarted) {
      forget(unit);
      unit.inPeriod = false;
      unit.began = true;
    }
    if (unit.inPeriod && isOneUnit(event, unit)) {
      next.accept(event);
    } else {
      leftOut += event instanceof LogEvent.Query ? 1 : 0;
      keep(unit, event);
    }
    endIfFinished(event);
  }

  private Unit unit(LogEvent event) {
    Unit unit = units.computeIfAbsent(event.process(), p -> new Unit());
    unit.began |= event instanceof LogEvent.UnitStarted;
    if (units.size() > MOST_UNITS) {
      Iterator<Unit> eldest = units.values().iterator();
      kept -= eldest.next().before.size();
      eldest.remove();
    }
    return unit;
  }

  /** A request id names one unit; a pid, or nothing, does so only from a beginning to an end. */
  private static boolean isOneUnit(LogEvent event, Unit unit) {
    return unit.began || !event.process().requestId().isEmpty();
  }

  private void keep(Unit unit, LogEvent event) {
    if (!isOneUnit(event, unit)) {
      return;
    }
    unit.before.add(event);
    kept++;
    Iterator<Unit> eldest = units.values().iterator();
    while (kept > MOST_KEPT && eldest.hasNext()) {
      Unit one = eldest.next();
      one.forgotten |= !one.before.isEmpty();
      kept -= one.before.size();
      one.before.clear();
    }
  }

  private void forget(Unit unit) {
    kept -= unit.before.size();
    unit.before.clear();
    unit.forgotten = false;
  }

  private void endIfFinished(LogEvent event) {
    if (event instanceof LogEvent.UnitFinished) {
      Unit done = units.remove(event.process());
      kept -= done == null ? 0 : done.before.size();
    }
  }

  private static long count(List<LogEvent> events) {
    return events.stream().filter(LogEvent.Query.class::isInstance).count();
  }

  private static String queries(long count) {
    return count + (count == 1 ? " query" : " queries");
  }

  /** What the reader of the report must know of the period, in a sentence. */
  public Optional<String> said() {
    List<String> parts = new ArrayList<>();
    if (leftOut > 0) {
      parts.add(
          queries(leftOut)
              + " outside "
              + period.text()
              + (leftOut == 1 ? " was left out" : " were left out"));
    }
    if (cut > 0) {
      parts.add(
          "of "
              + cut
              + " units of work that began long before the period the beginning is lacking");
    }
    if (unplaced > 0) {
      parts.add(
          queries(unplaced)
              + (unplaced == 1 ? " is" : " are")
              + " counted although their lines print "
              + (clocked ? "a time of day but no date" : "no time")
              + " to hold against "
              + period.text()
              + (clocked ? "; a time of day, such as --since 10:30, can be held" : ""));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }
}
