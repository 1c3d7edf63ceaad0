package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Puts each query into its unit of work: by request id, else by pid, else by the order of the log.
 * Queries of child processes print no request id; they go to the one unit that is open, or, when
 * several are, to the burst of their call site, which may then mix as many units as were open.
 *
 * <p>A unit is handed on as soon as it is complete. One that only the order of the log holds
 * together is complete with its end; one with an id when the log has been silent about it for
 * {@link Limits#silence} lines. What has an id and touches the input's first or last lines may go
 * on in another input and is kept as a part.
 */
final class UnitAssembly {

  static final String REQUEST = "request:";
  static final String PID = "pid:";
  static final String ORDER = "order:";
  static final String BURST = "burst:";

  /**
   * Queries without any id and without an open unit belong together while the pause is below this:
   * tenths of ms.
   */
  private static final long PAUSE = 2_000;

  private final String at;
  private final Limits limits;
  private final Reports reports;
  private final Map<String, OpenUnit> requests = new HashMap<>();
  private final Map<String, OpenUnit> pids = new HashMap<>();
  private final Set<OpenUnit> running = new LinkedHashSet<>();
  private final Strays strays = new Strays(this);
  private final List<OpenUnit> parts = new ArrayList<>();
  private final Silence active;
  private final Silence over;
  private OpenUnit loose;
  private OpenUnit last;
  private Process lastProcess;
  private long firstLine = -1;
  private long cut;

  /**
   * @param instance whose queries alone it is given; "" when the log names none
   * @param complete takes the complete units
   */
  UnitAssembly(String instance, Limits limits, Consumer<OpenUnit> complete) {
    this.at = instance.isEmpty() ? "" : "@" + instance;
    this.limits = limits;
    this.reports = new Reports(complete);
    this.active = new Silence(limits.silence());
    this.over = new Silence(limits.silenceAfterEnd());
  }

  /** Units cut because they had too many queries. */
  long cut() {
    return cut;
  }

  void start(LogEvent.UnitStarted event) {
    passed(event.position().line());
    OpenUnit around = around(event);
    if (around != null) {
      around.view = viewOf(event.name());
      touch(around, event.position());
      return;
    }
    OpenUnit unit =
        event.process().requestId().isEmpty()
            ? fresh(ORDER, event.position())
            : request(event.process().requestId());
    unit.kind = event.kind();
    unit.name = event.name();
    unit.process = event.process();
    unit.startClock = event.clock();
    unit.ended = false;
    unit.begins |= unit.calls.isEmpty();
    running.add(unit);
    touch(unit, event.position());
    closeLoose();
  }

  /**
   * The request that a LiveView callback is part of: before its socket connects, a view is mounted
   * inside the request for its page.
   */
  private OpenUnit around(LogEvent.UnitStarted event) {
    if (event.kind() != UnitKind.LIVE_VIEW) {
      return null;
    }
    Process process = event.process();
    OpenUnit open = null;
    if (!process.requestId().isEmpty()) {
      open = requests.get(process.requestId());
    } else if (!process.pid().isEmpty()) {
      open = ofPid(process.pid());
    } else if (running.size() == 1) {
      OpenUnit only = running.iterator().next();
      open = only.isNamed() || !only.process.pid().isEmpty() ? null : only;
    }
    boolean isOpenRequest = open != null && open.kind == UnitKind.REQUEST && !open.ended;
    return isOpenRequest && !open.name.isEmpty() ? open : null;
  }

  /** {@code FeedLive mount} is FeedLive. */
  private static String viewOf(String name) {
    int blank = name.indexOf(' ');
    return blank < 0 ? name : name.substring(0, blank);
  }

  private OpenUnit ofPid(String pid) {
    for (OpenUnit unit : running) {
      if (unit.process.pid().equals(pid)) {
        return unit;
      }
    }
    return null;
  }

  void finish(LogEvent.UnitFinished event) {
    passed(event.position().line());
    OpenUnit unit = ending(event);
    if (unit != null) {
      unit.duration = Math.max(unit.duration, event.duration());
      running.remove(unit);
      strays.ended(unit);
      if (unit.isNamed()) {
        unit.ended = true;
        touch(unit, event.position());
      } else {
        close(unit);
      }
    }
    closeLoose();
  }

  private OpenUnit ending(LogEvent.UnitFinished event) {
    Process process = event.process();
    if (!process.requestId().isEmpty()) {
      OpenUnit open = requests.get(process.requestId());
      return open != null && isInside(event, open) ? null : open;
    }
    OpenUnit likeliest = null;
    for (OpenUnit open : running) {
      if (!process.pid().isEmpty() && open.process.pid().equals(process.pid())) {
        return isInside(event, open) ? null : open;
      }
      boolean mayBe = open.kind == event.kind() && open.process.requestId().isEmpty();
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

  void add(LogEvent.Query query, QueryGroup group) {
    long line = query.position().line();
    passed(line);
    OpenUnit unit = query.process() == lastProcess && last != null ? last : unitOf(query, group);
    QueryCall call = QueryCall.of(query, group);
    unit.calls.add(call);
    unit.ended = false;
    touch(unit, query.position());
    if (!query.ok()) {
      reports.failed(query, call);
    }
    if (unit.calls.size() >= limits.callsInUnit()) {
      cut(unit);
    }
  }

  void fail(Failure failure) {
    passed(failure.position().line());
    if (failure.kind() == FailureKind.DROPPED_FROM_QUEUE) {
      return;
    }
    Process process = failure.process();
    OpenUnit byRequest = requests.get(process.requestId());
    OpenUnit byPid = pids.get(process.pid());
    boolean ofThePool = failure.kind() == FailureKind.CLIENT_TIMEOUT;
    if (byRequest != null && !ofThePool) {
      byRequest.add(failure);
    } else if (byPid != null && !ofThePool) {
      byPid.add(failure);
    }
    reports.fail(failure);
  }

  private OpenUnit unitOf(LogEvent.Query query, QueryGroup group) {
    Process process = query.process();
    if (!process.requestId().isEmpty()) {
      last = request(process.requestId());
      lastProcess = process;
      return last;
    }
    OpenUnit own = process.pid().isEmpty() ? null : ofPid(process.pid());
    if (own != null) {
      return own;
    }
    OpenUnit going = strays.goingOn(query, group);
    if (going != null) {
      return going;
    }
    if (running.size() == 1) {
      return running.iterator().next();
    }
    return running.isEmpty() ? looseUnit(query) : strays.unitOf(query, group, running);
  }

  private OpenUnit request(String id) {
    OpenUnit unit = requests.get(id);
    if (unit == null) {
      unit = new OpenUnit(REQUEST, id, at);
      requests.put(id, unit);
    }
    return unit;
  }

  static OpenUnit fresh(String prefix, Position position) {
    return new OpenUnit(prefix, position.input() + ":" + position.line(), "");
  }

  OpenUnit looseUnit(LogEvent.Query query) {
    if (!query.process().pid().isEmpty()) {
      return pids.computeIfAbsent(query.process().pid(), pid -> new OpenUnit(PID, pid, at));
    }
    boolean paused = loose != null && query.clock() >= 0 && query.clock() - loose.lastClock > PAUSE;
    if (loose == null || paused) {
      closeLoose();
      loose = fresh(ORDER, query.position());
    }
    loose.lastClock = query.clock();
    return loose;
  }

  /** The log has come to this line. */
  private void passed(long line) {
    if (firstLine < 0) {
      firstLine = line;
    }
    while (active.isSilent(line)) {
      closeSilent(active.oldest);
    }
    while (over.isSilent(line)) {
      closeSilent(over.oldest);
    }
    reports.passed(line);
  }

  private void closeSilent(OpenUnit unit) {
    boolean mayHaveBegunBefore =
        unit.isNamed() && !unit.begins && unit.firstLine - firstLine <= limits.silence();
    running.remove(unit);
    strays.ended(unit);
    strays.forget(unit);
    forget(unit);
    if (mayHaveBegunBefore) {
      keep(unit);
    } else {
      complete(unit);
    }
  }

  private void touch(OpenUnit unit, Position position) {
    long line = position.line();
    if (unit.input.isEmpty()) {
      unit.input = position.input();
      unit.firstLine = line;
    }
    unit.lastLine = line;
    Silence list = unit.ended ? over : active;
    if (unit != list.newest) {
      leaveSilence(unit);
      list.add(unit);
    }
  }

  private static void leaveSilence(OpenUnit unit) {
    if (unit.list != null) {
      unit.list.remove(unit);
    }
  }

  void close(OpenUnit unit) {
    forget(unit);
    complete(unit);
  }

  private void forget(OpenUnit unit) {
    leaveSilence(unit);
    if (unit.prefix == REQUEST) {
      requests.remove(unit.id, unit);
    } else if (unit.prefix == PID) {
      pids.remove(unit.id, unit);
    }
    if (unit == last) {
      last = null;
    }
    if (unit == loose) {
      loose = null;
    }
  }

  /** The reports of its failures may come after its end. */
  private void complete(OpenUnit unit) {
    if (!unit.calls.isEmpty()) {
      reports.complete(unit);
    }
  }

  /** Also what ran no query here: its name and its end are of use to another part. */
  private void keep(OpenUnit unit) {
    parts.add(unit);
  }

  private void cut(OpenUnit unit) {
    cut++;
    OpenUnit full = unit.copy();
    unit.calls = new ArrayList<>();
    unit.failures = List.of();
    unit.begins = true;
    complete(full);
  }

  private void closeLoose() {
    if (loose != null) {
      close(loose);
    }
  }

  /** The input ended: hands on what cannot go on elsewhere, and returns the rest. */
  List<OpenUnit> end() {
    closeLoose();
    strays.end();
    for (Silence list : List.of(active, over)) {
      while (list.oldest != null) {
        OpenUnit unit = list.oldest;
        forget(unit);
        if (unit.isNamed()) {
          keep(unit);
        } else {
          complete(unit);
        }
      }
    }
    running.clear();
    reports.passed(Long.MAX_VALUE);
    return parts;
  }
}
