package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.Position;
import java.util.ArrayDeque;
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

  /** A report without an id belongs to a failed query at most so many lines above. */
  private static final long NEAR_LINES = 40;

  private final String at;
  private final Limits limits;
  private final Consumer<OpenUnit> complete;
  private final Map<String, OpenUnit> requests = new HashMap<>();
  private final Map<String, OpenUnit> pids = new HashMap<>();
  private final Set<OpenUnit> running = new LinkedHashSet<>();
  private final Map<GroupKey, OpenUnit> bursts = new HashMap<>();
  private final List<OpenUnit> parts = new ArrayList<>();
  private final ArrayDeque<QueryCall> failed = new ArrayDeque<>();
  private final ArrayDeque<OpenUnit> unexplained = new ArrayDeque<>();
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
    this.complete = complete;
    this.active = new Silence(limits.silence());
    this.over = new Silence(limits.silenceAfterEnd());
  }

  /** Units cut because they had too many queries. */
  long cut() {
    return cut;
  }

  void start(LogEvent.UnitStarted event) {
    passed(event.position().line());
    OpenUnit unit =
        event.process().requestId().isEmpty()
            ? fresh(ORDER, event.position())
            : request(event.process().requestId());
    unit.kind = event.kind();
    unit.name = event.name();
    unit.process = event.process();
    unit.ended = false;
    unit.begins |= unit.calls.isEmpty();
    running.add(unit);
    touch(unit, event.position());
    closeLoose();
  }

  void finish(LogEvent.UnitFinished event) {
    passed(event.position().line());
    OpenUnit unit = ending(event);
    if (unit != null) {
      unit.duration = Math.max(unit.duration, event.duration());
      running.remove(unit);
      if (unit.isNamed()) {
        unit.ended = true;
        touch(unit, event.position());
      } else {
        close(unit);
      }
    }
    closeLoose();
    if (running.isEmpty()) {
      closeBursts();
    }
  }

  private OpenUnit ending(LogEvent.UnitFinished event) {
    Process process = event.process();
    if (!process.requestId().isEmpty()) {
      return requests.get(process.requestId());
    }
    OpenUnit oldest = null;
    for (OpenUnit open : running) {
      if (!process.pid().isEmpty() && open.process.pid().equals(process.pid())) {
        return open;
      }
      if (open.kind == event.kind() && open.process.requestId().isEmpty() && oldest == null) {
        oldest = open;
      }
    }
    return process.pid().isEmpty() ? oldest : null;
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
      failed.add(call);
    }
    if (unit.calls.size() >= limits.callsInUnit()) {
      cut(unit);
    }
  }

  void fail(Failure failure) {
    long line = failure.position().line();
    passed(line);
    if (failure.kind() == FailureKind.DROPPED_FROM_QUEUE) {
      return;
    }
    Process process = failure.process();
    OpenUnit byRequest = requests.get(process.requestId());
    OpenUnit byPid = pids.get(process.pid());
    if (byRequest != null) {
      byRequest.add(failure);
    } else if (byPid != null) {
      byPid.add(failure);
    }
    if (process.requestId().isEmpty()) {
      failed.removeIf(call -> line - call.line() > NEAR_LINES);
      failed.stream().filter(c -> c.failure == null).forEach(c -> c.failure = failure);
    }
  }

  private OpenUnit unitOf(LogEvent.Query query, QueryGroup group) {
    Process process = query.process();
    if (!process.requestId().isEmpty()) {
      last = request(process.requestId());
      lastProcess = process;
      return last;
    }
    if (!process.pid().isEmpty()) {
      for (OpenUnit unit : running) {
        if (unit.process.pid().equals(process.pid())) {
          return unit;
        }
      }
    }
    if (running.size() == 1) {
      return running.iterator().next();
    }
    return running.isEmpty() ? looseUnit(query) : burst(query, group);
  }

  private OpenUnit request(String id) {
    OpenUnit unit = requests.get(id);
    if (unit == null) {
      unit = new OpenUnit(REQUEST, id, at);
      requests.put(id, unit);
    }
    return unit;
  }

  private static OpenUnit fresh(String prefix, Position position) {
    return new OpenUnit(prefix, position.input() + ":" + position.line(), "");
  }

  /** Several units are open and the query does not say whose it is: its call site's burst. */
  private OpenUnit burst(LogEvent.Query query, QueryGroup group) {
    GroupKey site =
        new GroupKey(group.key().fingerprint(), new CallSite(query.callSite().function(), "", 0));
    OpenUnit burst = bursts.computeIfAbsent(site, s -> fresh(BURST, query.position()));
    burst.overlapping = Math.max(burst.overlapping, running.size());
    return burst;
  }

  private OpenUnit looseUnit(LogEvent.Query query) {
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
    while (!failed.isEmpty() && line - failed.peek().line() > NEAR_LINES) {
      failed.remove();
    }
    completeExplained(line);
  }

  private void closeSilent(OpenUnit unit) {
    boolean mayHaveBegunBefore =
        unit.isNamed() && !unit.begins && unit.firstLine - firstLine <= limits.silence();
    running.remove(unit);
    bursts.values().remove(unit);
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

  private void close(OpenUnit unit) {
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
    if (unit.calls.isEmpty()) {
      return;
    }
    unit.explainFailures();
    boolean mayBeExplained = failed.stream().anyMatch(c -> c.failure == null && unit.holds(c));
    if (mayBeExplained) {
      unexplained.add(unit);
    } else {
      complete.accept(unit);
    }
  }

  private void completeExplained(long line) {
    while (!unexplained.isEmpty() && line - unexplained.peek().lastLine > NEAR_LINES) {
      complete.accept(unexplained.remove());
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

  private void closeBursts() {
    if (!bursts.isEmpty()) {
      List<OpenUnit> done = List.copyOf(bursts.values());
      bursts.clear();
      done.forEach(this::close);
    }
  }

  /** The input ended: hands on what cannot go on elsewhere, and returns the rest. */
  List<OpenUnit> end() {
    closeLoose();
    closeBursts();
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
    completeExplained(Long.MAX_VALUE);
    return parts;
  }

  /** Units in the order of their last event. */
  static final class Silence {
    private final long allowed;
    private OpenUnit oldest;
    private OpenUnit newest;

    Silence(long allowed) {
      this.allowed = allowed;
    }

    boolean isSilent(long line) {
      return oldest != null && line - oldest.lastLine > allowed;
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
}
