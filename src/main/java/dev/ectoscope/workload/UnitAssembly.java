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
import java.util.function.Consumer;
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

  private final String at;
  private final Limits limits;
  private final Reports reports;
  private final HashMap<String, OpenUnit> requests = new HashMap<>();
  private final SocketConnections sockets = new SocketConnections();
  private final RunningUnits running = new RunningUnits();
  private final Strays strays;

  /** Also what ran no query here: its name and its end are of use to another part. */
  private final List<OpenUnit> parts = new ArrayList<>();

  private final UnbegunUnits unbegun;
  private final Carving carving;
  private final UnitCuts cuts;
  private final Silences silences;
  private @Nullable OpenUnit last;
  private @Nullable Process lastProcess;
  private final long firstEvent;
  private long lastEvent;

  /**
   * @param instance whose queries alone it is given; "" when the log names none
   * @param habits shared by the instances, which run the same application
   * @param firstEvent of the input: what comes soon after it may have begun before
   * @param complete takes the complete units
   */
  UnitAssembly(
      String instance, Limits limits, Habits habits, long firstEvent, Consumer<OpenUnit> complete) {
    this.firstEvent = firstEvent;
    this.strays = new Strays(this, habits);
    this.at = instance.isEmpty() ? "" : "@" + instance;
    this.limits = limits;
    this.reports = new Reports(complete);
    this.unbegun = new UnbegunUnits(this, at);
    this.carving = new Carving(this, unbegun);
    this.cuts = new UnitCuts(limits, this::complete);
    this.silences = new Silences(limits);
  }

  /** Lets what waits for other inputs go of the sums of statements that are not told apart. */
  void forgetLeftOut(Tally tally) {
    for (OpenUnit part : parts) {
      part.calls.forEach(call -> call.forgetLeftOut(tally));
    }
  }

  /** Units cut because they had too many queries. */
  long cut() {
    return cuts.full();
  }

  void start(LogEvent.UnitStarted event) {
    passed(event.position().event());
    OpenUnit around = running.around(event, requests.get(event.process().requestId()));
    if (sockets.mounts(event)) {
      giveUp(around); // a page asks for its socket once it is there
    } else if (around != null) {
      around.view = RunningUnits.viewOf(event.name());
      silences.touch(around, event.position());
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
    silences.touch(unit, event.position());
    unbegun.closeLoose();
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
    if (unit != null && unit.list == null) {
      silences.touch(unit, event.position()); // else it would be waited for without end
    }
    if (unit == null) {
      carving.name(event);
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
    sockets.finish(event);
    OpenUnit unit = running.ending(event, requests.get(event.process().requestId()));
    if (unit == null && !event.name().isEmpty() && event.process().requestId().isEmpty()) {
      carving.carve(event, !running.isEmpty());
    }
    if (unit != null) {
      cuts.mayBeAnyOf(running.mayHaveEnded(event, unit), unit);
      unit.name = unit.name.isEmpty() ? event.name() : unit.name;
      unit.kind = unit.kind == UnitKind.OTHER ? event.kind() : unit.kind;
      unit.duration = Math.max(unit.duration, event.duration());
      running.remove(unit);
      strays.ends(unit, event.clock());
      strays.ended(unit);
      if (unit.isNamed()) {
        unit.ended = true;
        silences.touch(unit, event.position());
      } else {
        forget(unit);
        strays.complete(unit);
      }
      giveUp(running.givenUp(unit, event.clock()));
    }
    unbegun.closeLoose();
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

  void add(LogEvent.Query query, QueryGroup group) {
    passed(query.position().event());
    unbegun.passed(query);
    running.passed(query);
    OpenUnit unit = query.process() == lastProcess && last != null ? last : unitOf(query, group);
    QueryCall call = QueryCall.of(query, group);
    unit.add(call);
    carving.add(query.process(), unit);
    if (isOwn(query.process(), unit)) {
      unit.lastOwn = call;
    }
    unit.ended = false;
    silences.touch(unit, query.position());
    if (!query.ok()) {
      reports.failed(query, call);
    }
    cuts.grown(unit);
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
    OpenUnit byPid = unbegun.ofPid(process.pid());
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
    if (unbegun.ofPid(process.pid()) != null) {
      // What ran before on its own is no task of what began since.
      return unbegun.of(query);
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
    return running.isEmpty() ? unbegun.of(query) : strays.unitOf(query, group, running.units());
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
    return new OpenUnit(prefix, position);
  }

  /** The unit of a query that is of none whose beginning was printed. */
  OpenUnit unbegun(LogEvent.Query query) {
    return unbegun.of(query);
  }

  /** Whether a unit that a process alone holds together may still get queries. */
  boolean isOpen(OpenUnit unit) {
    return unbegun.ofPid(unit.id()) == unit;
  }

  /** The log has come to this event. */
  private void passed(long event) {
    lastEvent = event;
    for (OpenUnit unit = silences.silent(event); unit != null; unit = silences.silent(event)) {
      closeSilent(unit);
    }
    reports.passed(event);
  }

  /** The log has long been silent about the unit, or its process goes on with something else. */
  void closeSilent(OpenUnit unit) {
    boolean mayHaveBegunBefore =
        unit.isNamed() && !unit.begins && unit.firstEvent - firstEvent <= limits.silence();
    running.remove(unit);
    strays.ended(unit);
    strays.forget(unit);
    forget(unit);
    if (mayHaveBegunBefore) {
      parts.add(unit);
    } else {
      strays.complete(unit);
    }
  }

  void close(OpenUnit unit) {
    forget(unit);
    complete(unit);
  }

  void forget(OpenUnit unit) {
    Silences.leave(unit);
    unbegun.forget(unit);
    carving.forget(unit);
    if (unit.prefix == REQUEST) {
      requests.remove(unit.id(), unit);
    }
    if (unit == last) {
      last = null;
    }
  }

  /** The reports of its failures may come after its end. */
  void complete(OpenUnit unit) {
    if (!unit.calls.isEmpty()) {
      reports.complete(unit);
    }
  }

  /** Whether the log, which has come to this event, has been silent about it for too long. */
  boolean isSilent(long event) {
    return event - lastEvent > limits.silence();
  }

  /** Hands on all units: the log has been silent about each for too long. */
  List<OpenUnit> endSilent(long event) {
    passed(event);
    return end();
  }

  /** The input ended: hands on what cannot go on elsewhere, and returns the rest. */
  List<OpenUnit> end() {
    unbegun.closeLoose();
    strays.end();
    for (OpenUnit unit = silences.oldest(); unit != null; unit = silences.oldest()) {
      forget(unit);
      if (unit.isNamed()) {
        parts.add(unit);
      } else if (running.units().contains(unit) && !unit.process.pid().isEmpty()) {
        parts.add(unit.ofItsProcess(at));
      } else {
        complete(unit);
      }
    }
    running.clear();
    reports.passed(Long.MAX_VALUE);
    return parts;
  }
}
