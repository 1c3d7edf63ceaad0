package dev.ectoscope.workload;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Failure;
import dev.ectoscope.log.LogEvent.FailureKind;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A unit of work to which queries may still be added; also a part of one that an input cut. */
final class OpenUnit {

  private static final int MOST_FAILURES = 64;

  private static final int LONGEST_NAME = 160;

  /** Queries that most units have at most; a power of two. */
  private static final int ROOM = 4;

  /** Clocks are printed in milliseconds: tenths of ms. */
  private static final long CLOCK_TICK = 11;

  /** Queries back in which the start of parallel work is looked for. */
  private static final int LOOKED_BACK = 16;

  final String prefix;
  final String at;
  UnitKind kind = UnitKind.OTHER;
  String name = "";
  Process process = Process.UNKNOWN;
  long duration = LogEvent.ABSENT;
  int overlapping = 1;
  // No interface here: each call through one takes the quick compiler's code a search.
  ArrayList<QueryCall> calls = new ArrayList<>(ROOM);
  List<Failure> failures = List.of();

  /** Number of the Oban job that it is, or "". */
  String job = "";

  /** Its last query that its own process printed, not one of its tasks. */
  @Nullable QueryCall lastOwn;

  /** Whether the beginning was printed, or is likely to be in this input. */
  boolean begins;

  /** Whether its end was the last that was printed of it. */
  boolean ended;

  /** The controller's action that it runs: {@code PostController.index}, or "". */
  String action = "";

  /** The LiveView that it renders before the socket connects, or "". */
  String view = "";

  /** Of a burst, which query group it is of. */
  @Nullable GroupKey site;

  /** Of a burst, how many of the units that may be mixed in it still run. */
  int running;

  /** Of a burst, how often its function had run before, and how often meanwhile. */
  int runsBefore;

  int runs;

  /** Of what is told by the clock alone, the units that it may be. */
  final List<Lives.Life> lives = new ArrayList<>(0);

  /** Of a burst, how many units had begun before those that may be mixed in it. */
  int begunBefore;

  /** Of a burst, the units that its queries may be of. */
  final List<OpenUnit> among = new ArrayList<>(0);

  /** Of a burst, of each query how many units had begun or ended before it. */
  List<Integer> turns = List.of();

  /** Bursts of which it is not yet known whether its queries are in them. */
  int undecided;

  /** Whether only these keep it from being complete. */
  boolean waits;

  /** Bursts that its queries may be in. */
  List<OpenUnit> bursts = List.of();

  /** Clock of the last query of a unit that only the order of the log holds together. */
  long lastClock;

  private final boolean named;
  private final @Nullable Position first;
  private @Nullable String id;
  private @Nullable String key;
  private @Nullable Shown shown;
  String input = "";

  /** When its beginning was printed, tenths of a millisecond, or -1. */
  long startClock = LogEvent.ABSENT;

  /** The same, later only where it may be another unit that began later. */
  long latestStart = LogEvent.ABSENT;

  /** Time of all queries when its beginning was printed, tenths of ms. */
  long startSpent;

  /** Requests that began after it and ended alone beside it. */
  int overtaken;

  long firstEvent;
  long lastEvent;

  /** Neighbours in order of the last event, oldest first. */
  @Nullable OpenUnit older;

  @Nullable OpenUnit newer;

  @Nullable Silence list;

  /**
   * @param at {@code @instance}, or ""
   */
  OpenUnit(String prefix, String id, String at) {
    this.prefix = prefix;
    this.id = id;
    this.at = at;
    this.first = null;
    this.named = prefix.equals(UnitAssembly.REQUEST) || prefix.equals(UnitAssembly.PID);
  }

  /** One that only the order of the log holds together: it is known by where it begins. */
  OpenUnit(String prefix, Position first) {
    this.prefix = prefix;
    this.at = "";
    this.first = first;
    this.named = false;
  }

  /** Of most that begin somewhere nobody asks for it. */
  String id() {
    String known = id;
    if (known == null) {
      Position begins = requireNonNull(first);
      known = begins.input() + ":" + begins.line();
      id = known;
    }
    return known;
  }

  String key() {
    String known = key;
    if (known == null) {
      known = prefix + id() + at;
      key = known;
    }
    return known;
  }

  /** Compares its key with another without making it: of most units it is never needed. */
  int compareKey(String other) {
    if (!other.startsWith(prefix)) {
      return prefix.compareTo(other);
    }
    String own = id();
    int from = prefix.length();
    int both = Math.min(own.length(), other.length() - from);
    for (int i = 0; i < both; i++) {
      int difference = own.charAt(i) - other.charAt(from + i);
      if (difference != 0) {
        return difference;
      }
    }
    return both < own.length() ? 1 : at.compareTo(other.substring(from + both));
  }

  /** Whether the key names the same unit in other inputs too. */
  boolean isNamed() {
    return named;
  }

  /** Whether the log says which queries are its own. */
  boolean isTold() {
    return isNamed() || !process.pid().isEmpty();
  }

  /** Its next query. */
  void add(QueryCall call) {
    int size = calls.size();
    if (size >= ROOM && (size & size - 1) == 0) {
      calls.ensureCapacity(2 * size); // by half, as a list grows, it would be moved twice as often
    }
    calls.add(call);
  }

  /** Takes out all queries of a burst. */
  void empty() {
    calls = new ArrayList<>();
    turns = new ArrayList<>();
  }

  /** Adds a query to a burst. */
  void add(QueryCall call, int turn) {
    calls.add(call);
    turns.add(turn);
  }

  /** Of a burst, a loop that one unit ran. */
  OpenUnit part(List<QueryCall> loop) {
    OpenUnit unit = UnitAssembly.fresh(UnitAssembly.ORDER, loop.get(0).position());
    boolean alike = among.stream().map(u -> u.kind).distinct().count() == 1;
    unit.kind = alike ? among.get(0).kind : UnitKind.OTHER;
    unit.calls = new ArrayList<>(loop);
    unit.failures = failures;
    unit.input = input;
    unit.firstEvent = loop.get(0).line();
    unit.lastEvent = lastEvent;
    return unit;
  }

  void add(Failure failure) {
    if (failures.isEmpty()) {
      failures = new ArrayList<>(1);
    }
    if (failures.size() < MOST_FAILURES) {
      failures.add(failure);
    }
  }

  /** Gives each failed query the report of its own process that comes next below it. */
  void explainFailures() {
    if (failures.isEmpty()) {
      return;
    }
    for (QueryCall call : calls) {
      boolean told = call.failure != null && call.failure.kind() == FailureKind.CLIENT_TIMEOUT;
      if (!call.ok() && !told) {
        failures.stream()
            .filter(f -> f.position().line() > call.line())
            .filter(f -> f.position().input().equals(call.input()))
            .findFirst()
            .ifPresent(f -> call.failure = f);
      }
    }
  }

  /** A web request by its id, also where the log has lost its first line. */
  void settleKind() {
    if (kind == UnitKind.OTHER && prefix.equals(UnitAssembly.REQUEST) && !isOfTrace()) {
      kind = id().startsWith(Process.JOB) ? UnitKind.JOB : UnitKind.REQUEST;
    }
  }

  /** A trace may be of anything. */
  boolean isOfTrace() {
    return named && id().startsWith(Process.TRACE);
  }

  /** What it is about, behind its name: {@code POST /graphql: query Feed}. */
  void isAbout(String what) {
    if (!name.contains(what) && name.length() < LONGEST_NAME) {
      name = name.isEmpty() ? what : name + (name.contains(": ") ? ", " : ": ") + what;
    }
  }

  /** Whether the function is the action that it runs, or of the module. */
  boolean isOf(String function) {
    return Callers.isAction(action, function) || Callers.isOfModule(kind, name, function);
  }

  /**
   * Whether one of its last queries came from the function and had ended when another one began.
   *
   * @param began clock, or -1
   */
  boolean ran(String function, long began) {
    if (isOf(function)) {
      return true;
    }
    for (int i = calls.size() - 1; i >= Math.max(0, calls.size() - LOOKED_BACK); i--) {
      QueryCall call = calls.get(i);
      boolean before = began < 0 || call.clock() <= began + CLOCK_TICK;
      if (before && call.callSite().function().equals(function)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the function is what its own process last asked from: it may wait for tasks there. */
  boolean mayWaitIn(String function) {
    return lastOwn != null && lastOwn.callSite().function().equals(function);
  }

  /** Of what it is known by, as no other at the same time: what the JVM would make is dearer. */
  @Override
  public int hashCode() {
    return first == null ? id().hashCode() : first.hashCode();
  }

  boolean holds(QueryCall one) {
    return calls.stream().anyMatch(call -> call == one);
  }

  void sort() {
    for (int i = 1; i < calls.size(); i++) {
      if (calls.get(i - 1).compareTo(calls.get(i)) > 0) {
        calls.sort(null);
        return;
      }
    }
  }

  /** From its last query to the first of what follows, tenths of ms; 0 without a clock. */
  long pauseBefore(OpenUnit next) {
    long ended = calls.stream().mapToLong(QueryCall::clock).max().orElse(-1);
    long began = next.calls.stream().mapToLong(QueryCall::startedAt).min().orElse(-1);
    return ended < 0 || began < 0 ? 0 : began - ended;
  }

  /** Takes in what another input, or a later part of this one, says of the same unit. */
  void join(OpenUnit other) {
    kind = kind.compareTo(other.kind) <= 0 ? kind : other.kind;
    name = name.compareTo(other.name) >= 0 ? name : other.name;
    action = action.compareTo(other.action) >= 0 ? action : other.action;
    overlapping = Math.max(overlapping, other.overlapping);
    duration = Math.max(duration, other.duration);
    view = view.compareTo(other.view) >= 0 ? view : other.view;
    calls.addAll(other.calls);
    other.failures.forEach(this::add);
    input = other.input;
    lastEvent = other.lastEvent;
    ended = other.ended;
  }

  /**
   * As a part that is known by its process where another input goes on with it.
   *
   * @param instance {@code @instance}, or ""
   */
  OpenUnit ofItsProcess(String instance) {
    OpenUnit part = copyAs(new OpenUnit(UnitAssembly.PID, process.pid(), instance));
    part.begins = true;
    return part;
  }

  OpenUnit copy() {
    return copyAs(first == null ? new OpenUnit(prefix, id(), at) : new OpenUnit(prefix, first));
  }

  private OpenUnit copyAs(OpenUnit copy) {
    copy.kind = kind;
    copy.name = name;
    copy.action = action;
    copy.overlapping = overlapping;
    copy.duration = duration;
    copy.view = view;
    copy.begins = begins;
    copy.ended = ended;
    copy.input = input;
    copy.firstEvent = firstEvent;
    copy.lastEvent = lastEvent;
    copy.calls = new ArrayList<>(calls);
    copy.failures = failures.isEmpty() ? failures : new ArrayList<>(failures);
    return copy;
  }

  /** With all its queries, to be looked at: the key, which nobody asks for then, is not made. */
  UnitOfWork whole() {
    return new UnitOfWork("", kind, name, view, overlapping, duration, calls, 0);
  }

  /** To be kept as an example, with the queries around {@code culprit}. */
  UnitOfWork example(int culprit, int most) {
    Shown known = shown;
    if (known == null || !known.isOf(this)) {
      known = new Shown(calls.size());
      shown = known;
    }
    return known.example(this, culprit, most);
  }
}
