package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts each query into its unit of work: by request id, else by pid, else by the order of the log.
 * Queries of child processes print no request id; they go to the one unit that is open, or, when
 * several are, to the burst of their call site, which may then mix as many units as were open.
 *
 * <p>A unit is handed on as soon as it is complete. One that only the order of the log holds
 * together is complete with its end; one with an id when the log has been silent about it for
 * {@link Limits#silence} events. What has an id and touches the input's first or last events may go
 * on in another input and is kept as a part.
 */
final class UnitAssembly {

  static final String REQUEST = "request:";
  static final String PID = "pid:";
  static final String ORDER = "order:";
  static final String BURST = "burst:";

  /**
   * Queries without any id and without an open unit, and those of a process that lives on, belong
   * together while the pause is below this: tenths of ms.
   */
  static final long PAUSE = 2_000;

  /** {@code App.Pipeline.Broadway.Processor_default_3}: one of several that do the same. */
  private static final Pattern LAST_NUMBER = Pattern.compile("_\\d+$");

  /** What {@code CONNECTED TO Phoenix.LiveView.Socket in 30µs} is called. */
  private static final String CONNECT = "Socket connect";

  /** Events between a socket's connection and what it mounts. */
  private static final long AT_ONCE = 10;

  private static final int MOST_OPERATIONS = 1_000;

  private final String at;
  private final Limits limits;
  private final Reports reports;
  private final Map<String, OpenUnit> requests = new HashMap<>();
  private final Map<String, OpenUnit> pids = new HashMap<>();
  private final Map<String, String> operations = new HashMap<>();
  private final RunningUnits running = new RunningUnits();
  private final Strays strays;
  private final List<OpenUnit> parts = new ArrayList<>();
  private final Silence active;
  private final Silence over;
  private final Silence unnamed;
  private @Nullable OpenUnit loose;
  private @Nullable OpenUnit last;

  /** Where the last query went that did not say whose it is, unless that has an id. */
  private @Nullable OpenUnit stray;

  private @Nullable Process lastProcess;
  private long firstEvent = -1;
  private long connected = Long.MIN_VALUE / 2;
  private long cut;
  private boolean idleIsPrinted;

  /**
   * @param instance whose queries alone it is given; "" when the log names none
   * @param habits shared by the instances, which run the same application
   * @param complete takes the complete units
   */
  UnitAssembly(String instance, Limits limits, Habits habits, Consumer<OpenUnit> complete) {
    this.strays = new Strays(this, habits);
    this.at = instance.isEmpty() ? "" : "@" + instance;
    this.limits = limits;
    this.reports = new Reports(complete);
    this.active = new Silence(limits.silence());
    this.over = new Silence(limits.silenceAfterEnd());
    this.unnamed = new Silence(limits.silenceAfterEnd());
  }

  /** Units cut because they had too many queries. */
  long cut() {
    return cut;
  }

  void start(LogEvent.UnitStarted event) {
    passed(event.position().event());
    OpenUnit around = running.around(event, requests.get(event.process().requestId()));
    if (isOnSocket(event)) {
      giveUp(around); // a page asks for its socket once it is there
    } else if (around != null) {
      around.view = RunningUnits.viewOf(event.name());
      touch(around, event.position());
      return;
    }
    OpenUnit unit = begun(event);
    unit.kind = event.kind();
    unit.name = event.name();
    unit.job = event.job();
    unit.process = event.process();
    unit.startClock = event.clock();
    unit.latestStart = event.clock();
    unit.ended = false;
    unit.begins |= unit.calls.isEmpty();
    running.add(unit);
    strays.begins(unit);
    touch(unit, event.position());
    closeLoose();
  }

  /** Whether a socket has just connected, on which the view is mounted: no page is rendered. */
  private boolean isOnSocket(LogEvent.UnitStarted event) {
    if (event.kind() != UnitKind.LIVE_VIEW) {
      return false;
    }
    long since = event.position().event() - connected;
    connected = Long.MIN_VALUE / 2;
    Process process = event.process();
    return process.requestId().isEmpty() && process.pid().isEmpty() && since <= AT_ONCE;
  }

  private OpenUnit begun(LogEvent.UnitStarted event) {
    String id = event.process().requestId();
    if (id.isEmpty()) {
      return fresh(ORDER, event.position());
    }
    OpenUnit known = requests.get(id);
    if (known != null && known.isOfTrace() && !known.name.isEmpty()) {
      running.remove(known);
      strays.ended(known);
      close(known); // one trace, several requests
    }
    return request(id);
  }

  /** Says what runs, or what it is about. */
  void name(LogEvent.UnitNamed event) {
    passed(event.position().event());
    OpenUnit unit = namedUnit(event.process());
    if (unit == null) {
      if (operations.size() == MOST_OPERATIONS) {
        operations.clear(); // of processes that never said what it was for
      }
      operations.put(event.process().pid(), event.name());
    } else if (event.within()) {
      unit.isAbout(event.name());
    } else {
      unit.name = unit.name.isEmpty() ? event.name() : unit.name;
      unit.action = event.name();
      unit.view = unit.view.isEmpty() ? renderedBy(event.name()) : unit.view;
    }
  }

  /**
   * {@code FeedLive} of {@code FeedLive.index}; "" of a controller's action. LiveView itself says
   * that a view is mounted only once its socket is connected.
   */
  private static String renderedBy(String action) {
    int dot = action.lastIndexOf('.');
    return dot < 0 || action.startsWith("Controller", dot - 10) ? "" : action.substring(0, dot);
  }

  private @Nullable OpenUnit namedUnit(Process process) {
    if (!process.requestId().isEmpty()) {
      return request(process.requestId());
    }
    if (!process.pid().isEmpty()) {
      return running.ofPid(process.pid());
    }
    OpenUnit only = running.only();
    return only == null || only.isNamed() ? null : only;
  }

  void finish(LogEvent.UnitFinished event) {
    passed(event.position().event());
    if (event.name().endsWith(CONNECT)) {
      connected = event.position().event();
    }
    OpenUnit unit = running.ending(event, requests.get(event.process().requestId()));
    if (unit == null && !event.name().isEmpty() && event.process().requestId().isEmpty()) {
      carve(event);
    }
    if (unit != null) {
      running.mayHaveEnded(event, unit).forEach(other -> mayBeEither(other, unit));
      unit.name = unit.name.isEmpty() ? event.name() : unit.name;
      unit.kind = unit.kind == UnitKind.OTHER ? event.kind() : unit.kind;
      unit.duration = Math.max(unit.duration, event.duration());
      running.remove(unit);
      strays.ends(unit, event.clock());
      strays.ended(unit);
      if (unit.isNamed()) {
        unit.ended = true;
        touch(unit, event.position());
      } else {
        forget(unit);
        strays.complete(unit);
      }
      giveUp(running.givenUp(unit, event.clock()));
    }
    closeLoose();
  }

  private void giveUp(@Nullable OpenUnit lost) {
    if (lost != null) {
      running.remove(lost);
      strays.ended(lost);
      if (!lost.isNamed()) {
        close(lost);
      }
    }
  }

  /**
   * What has no line for its beginning: the last queries of the process, as far as the printed
   * duration goes back.
   */
  private void carve(LogEvent.UnitFinished event) {
    String pid = event.process().pid();
    boolean others = pid.isEmpty() && !running.isEmpty();
    OpenUnit from = others ? stray : pid.isEmpty() ? loose : pids.get(pid);
    String operation = operations.remove(pid);
    OpenUnit part = from == null ? null : from.within(event, others);
    if (part != null) {
      part.kind = event.kind();
      part.name = operation == null ? event.name() : operation;
      part.duration = event.duration();
      if (!others && from != null && from.calls.isEmpty()) {
        forget(from);
      }
      complete(part);
    }
  }

  void add(LogEvent.Query query, QueryGroup group) {
    passed(query.position().event());
    idleIsPrinted |= query.idle() >= 0;
    running.passed(query);
    OpenUnit unit = query.process() == lastProcess && last != null ? last : unitOf(query, group);
    QueryCall call = QueryCall.of(query, group);
    unit.calls.add(call);
    if (query.process().requestId().isEmpty() && query.process().pid().isEmpty()) {
      stray = unit.isNamed() ? null : unit;
    }
    if (isOwn(query.process(), unit)) {
      unit.lastOwn = call;
    }
    unit.ended = false;
    touch(unit, query.position());
    if (!query.ok()) {
      reports.failed(query, call);
    }
    if (unit.calls.size() >= limits.callsInUnit()) {
      cut(unit);
    }
  }

  private static boolean isOwn(Process process, OpenUnit unit) {
    return !process.requestId().isEmpty()
        || !process.pid().isEmpty() && process.pid().equals(unit.process.pid());
  }

  void fail(Failure failure) {
    passed(failure.position().event());
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
      OpenUnit job =
          process.requestId().startsWith(Process.JOB)
              ? running.ofJob(process.requestId().substring(Process.JOB.length()))
              : null;
      last = job == null ? request(process.requestId()) : job;
      lastProcess = process;
      return last;
    }
    if (process.pid().isEmpty()) {
      strays.passed(query);
    }
    OpenUnit own = process.pid().isEmpty() ? null : running.ofPid(process.pid());
    if (own != null) {
      return own;
    }
    if (pids.containsKey(process.pid())) {
      // What ran before on its own is no task of what began since.
      return ofProcess(query);
    }
    OpenUnit going = strays.goingOn(query, group);
    if (going != null) {
      return going;
    }
    OpenUnit only = running.only();
    if (only != null
        && Callers.mayRunIn(only.kind, query.callSite())
        && !strays.ticks(query, group, only)) {
      strays.ofOnly(query, group, only);
      return only;
    }
    return running.isEmpty() ? looseUnit(query) : strays.unitOf(query, group, running.units());
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
      return ofProcess(query);
    }
    boolean paused =
        loose != null
            && query.clock() >= 0
            && !isHeld(query)
            && query.clock() - loose.lastClock > PAUSE;
    if (loose == null || paused) {
      closeLoose();
      loose = fresh(ORDER, query.position());
    }
    loose.lastClock = query.clock();
    return loose;
  }

  /** Whether a unit that a process alone holds together may still get queries. */
  boolean isOpen(OpenUnit unit) {
    return pids.get(unit.id) == unit;
  }

  /**
   * A transaction goes on, however long it waited: no connection was taken for the query. Ecto
   * before ecto_sql 3.3 never says how long one was idle.
   */
  private boolean isHeld(LogEvent.Query query) {
    return idleIsPrinted && query.idle() < 0 && query.queue() < 0 && query.db() >= 0;
  }

  /** A process that lives on begins something else after a pause. */
  private OpenUnit ofProcess(LogEvent.Query query) {
    Process process = query.process();
    OpenUnit unit = pids.get(process.pid());
    boolean paused =
        unit != null
            && query.clock() >= 0
            && !isHeld(query)
            && !unit.calls.isEmpty()
            && Strays.began(query) - unit.lastClock > PAUSE;
    if (unit != null && paused) {
      closeSilent(unit);
      unit = null;
    }
    if (unit == null) {
      unit = new OpenUnit(PID, process.pid(), at);
      unit.name = LAST_NUMBER.matcher(process.name()).replaceFirst("");
      pids.put(process.pid(), unit);
    }
    unit.begins |= paused;
    unit.lastClock = query.clock();
    return unit;
  }

  /** The log has come to this event. */
  private void passed(long event) {
    if (firstEvent < 0) {
      firstEvent = event;
    }
    closeSilent(active, event);
    closeSilent(over, event);
    closeSilent(unnamed, event);
    reports.passed(event);
  }

  private void closeSilent(Silence list, long event) {
    for (OpenUnit unit = list.silent(event); unit != null; unit = list.silent(event)) {
      closeSilent(unit);
    }
  }

  private void closeSilent(OpenUnit unit) {
    boolean mayHaveBegunBefore =
        unit.isNamed() && !unit.begins && unit.firstEvent - firstEvent <= limits.silence();
    running.remove(unit);
    strays.ended(unit);
    strays.forget(unit);
    forget(unit);
    if (mayHaveBegunBefore) {
      keep(unit);
    } else {
      strays.complete(unit);
    }
  }

  private void touch(OpenUnit unit, Position position) {
    long event = position.event();
    if (unit.input.isEmpty()) {
      unit.input = position.input();
      unit.firstEvent = event;
    }
    unit.lastEvent = event;
    boolean known = unit.isNamed() || !unit.process.pid().isEmpty();
    Silence list = unit.ended ? over : known ? active : unnamed;
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

  void forget(OpenUnit unit) {
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
    if (unit == stray) {
      stray = null;
    }
  }

  /** The reports of its failures may come after its end. */
  void complete(OpenUnit unit) {
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
    split(unit);
  }

  /** What goes on from here on may be either of them. */
  private void mayBeEither(OpenUnit unit, OpenUnit ended) {
    if (!unit.calls.isEmpty()) {
      split(unit);
    }
    Lives.confuse(unit, ended);
    unit.overtaken = unit.startClock < 0 ? unit.overtaken : 0;
    unit.startClock = Math.min(unit.startClock, ended.startClock);
    unit.latestStart = Math.max(unit.latestStart, ended.latestStart);
    if (!unit.name.equals(ended.name)) {
      unit.name = "";
      unit.action = "";
      unit.view = "";
    }
  }

  private void split(OpenUnit unit) {
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
    for (Silence list : List.of(active, over, unnamed)) {
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
