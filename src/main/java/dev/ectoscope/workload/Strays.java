package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Queries that do not say whose they are while several units of work run: those of tasks, which
 * print no request id, and those of processes that have none.
 *
 * <p>What runs on a message is in a process of its own. A task is its parent's when one running
 * unit ran the same function before or runs it as its action, a query one of several jobs' when
 * only that one is known to ask it. Otherwise, where every running unit has an id, the query is of
 * a process behind the scenes; executions of one call site that follow each other without a pause
 * are one unit of it. Where nothing tells, the executions of one call site are a burst that may mix
 * all units which ran meanwhile, unless {@link FunctionRuns} knows better.
 */
final class Strays {

  /** The next execution of a loop begins so soon after the one before it: tenths of ms. */
  private static final long NEXT = 20;

  /** The same once several have followed each other: tenths of ms. */
  private static final long GOING_ON = 200;

  /** Clocks are printed in milliseconds: tenths of ms. */
  private static final long TICK = 11;

  /** Tasks of a loop do not wait so long for each other: tenths of ms. */
  private static final long TICKING = 1_000;

  private static final int MOST_BEATS = 2_000;

  /** More running units than so many are not looked through. */
  private static final int MOST_RUNNING = 256;

  /**
   * A burst that units without end may be mixed in is cut after so many, and goes on as another.
   */
  static final int MOST_AMONG = 50_000;

  /** Executions from which a run without a pause is hardly chance. */
  private static final int FEW = 3;

  private final UnitAssembly assembly;
  private final Map<GroupKey, OpenUnit> bursts = new HashMap<>();
  private final Habits habits;
  private final FunctionRuns functions;
  private final Undecided undecided;
  private int begun;
  private final Map<GroupKey, Chain> chains = new HashMap<>();
  private final Map<GroupKey, Beat> beats = new HashMap<>();
  private final Map<GroupKey, OpenUnit> newcomers = new HashMap<>();
  private final List<OpenUnit> candidates = new ArrayList<>();

  Strays(UnitAssembly assembly, Habits habits) {
    this.assembly = assembly;
    this.habits = habits;
    this.functions = new FunctionRuns();
    this.undecided = new Undecided(habits, functions, assembly::complete);
  }

  /** Executions of one call site behind the scenes. */
  private static final class Chain {
    private @Nullable OpenUnit unit;
    private int alone;
    private int following;

    boolean goesOnWith(LogEvent.Query query) {
      if (unit != null && query.clock() < 0) {
        return query.position().event() == unit.lastEvent + 1;
      }
      long began = began(query);
      if (unit == null || began < unit.lastClock - TICK) {
        return false;
      }
      long pause = began - unit.lastClock;
      return pause <= (unit.calls.size() < FEW ? NEXT : GOING_ON);
    }
  }

  /** Of the only unit that runs. */
  void ofOnly(LogEvent.Query query, QueryGroup group, OpenUnit only) {
    if (!only.isNamed() && only.process.pid().isEmpty()) {
      habits.asks(site(query, group), only);
    }
  }

  /** A query of which only the order of the log tells whose it is. */
  void passed(LogEvent.Query query) {
    functions.add(query);
    undecided.passed(query.clock());
  }

  /** A unit begins. */
  void begins(OpenUnit unit) {
    begun += unit.isTold() ? 0 : 1;
    undecided.turns(unit.startClock);
    undecided.lives().begins(unit);
  }

  /** A unit ends. */
  void ends(OpenUnit unit, long clock) {
    undecided.turns(clock);
    undecided.lives().ends(unit, clock);
  }

  /**
   * @param running at least two, or one that the query cannot be of
   */
  OpenUnit unitOf(LogEvent.Query query, QueryGroup group, Set<OpenUnit> running) {
    candidates.clear();
    if (running.size() <= MOST_RUNNING && !query.callSite().isMessage()) {
      if (query.callSite().isApplication()) {
        spawners(query, running);
      }
      if (candidates.isEmpty()) {
        withoutId(running, query);
      }
    }
    if (candidates.size() == 1) {
      if (!ticks(query, group, candidates.get(0))) {
        habits.asks(site(query, group), candidates.get(0));
        return candidates.get(0);
      }
      candidates.clear();
    }
    if (!candidates.isEmpty()) {
      OpenUnit whose = habits.only(candidates, site(query, group));
      if (whose != null) {
        return whose;
      }
    }
    boolean placed = query.clock() >= 0 || query.callSite().isMessage();
    if (candidates.isEmpty() && placed && running.size() <= MOST_RUNNING) {
      return query.process().pid().isEmpty()
          ? behindTheScenes(query, group, running.size())
          : newcomer(query, group);
    }
    if (candidates.isEmpty()) {
      candidates.addAll(running);
    }
    return mixed(query, group);
  }

  /**
   * Whether a query without an id that seems to be a task's of a unit which has one comes so long
   * after the one before it from its call site that it is none.
   */
  boolean ticks(LogEvent.Query query, QueryGroup group, OpenUnit parent) {
    if (!parent.isNamed() || query.clock() < 0 || !query.process().pid().isEmpty()) {
      return false;
    }
    if (beats.size() >= MOST_BEATS) {
      beats.clear();
    }
    GroupKey site = site(query, group);
    Beat before = beats.get(site);
    long event = query.position().event();
    if (before != null && before.event == event) {
      return before.late;
    }
    boolean late =
        before != null && before.unit == parent && began(query) - before.clock >= TICKING;
    beats.put(site, new Beat(parent, query.clock(), event, late));
    return late;
  }

  /**
   * When a call site was last seen beside a unit.
   *
   * @param late long after the time before
   */
  private record Beat(OpenUnit unit, long clock, long event, boolean late) {}

  /** What runs behind the scenes and goes on with this query, or null. */
  @Nullable OpenUnit goingOn(LogEvent.Query query, QueryGroup group) {
    if (chains.isEmpty()) {
      return null;
    }
    Chain chain = chains.get(site(query, group));
    if (chain == null || chain.unit == null || !chain.goesOnWith(query)) {
      return null;
    }
    chain.unit.lastClock = query.clock();
    return chain.unit;
  }

  /**
   * Of several that ran the function before, the one whose process may wait there for tasks. Where
   * a unit does not say which queries are its own, that it ran the function before says nothing:
   * the others may begin with it too.
   */
  private void spawners(LogEvent.Query query, Set<OpenUnit> running) {
    String function = query.callSite().function();
    long began = began(query);
    for (OpenUnit unit : running) {
      if (unit.isTold() ? unit.ran(function, began) : unit.isOf(function)) {
        candidates.add(unit);
      }
    }
    if (candidates.size() > 1) {
      List<OpenUnit> waiting = candidates.stream().filter(u -> u.mayWaitIn(function)).toList();
      if (waiting.size() == 1) {
        candidates.retainAll(waiting);
      }
    }
  }

  static long began(LogEvent.Query query) {
    return query.clock() < 0
        ? query.clock()
        : query.clock()
            - Math.max(0, query.db())
            - Math.max(0, query.queue())
            - Math.max(0, query.decode());
  }

  /** A unit whose process is known has said which queries are its own. */
  private void withoutId(Set<OpenUnit> running, LogEvent.Query query) {
    String pid = query.process().pid();
    for (OpenUnit unit : running) {
      boolean may = !unit.isNamed() && Callers.mayRunIn(unit.kind, query.callSite());
      if (may && (pid.isEmpty() || unit.process.pid().isEmpty())) {
        candidates.add(unit);
      }
    }
  }

  private static GroupKey site(LogEvent.Query query, QueryGroup group) {
    return group.leftOut
        ? new GroupKey(group.key().fingerprint(), functionOf(query.callSite()))
        : group.functionSite();
  }

  /** Statement and function. */
  static GroupKey site(GroupKey key) {
    return new GroupKey(key.fingerprint(), functionOf(key.callSite()));
  }

  private static CallSite functionOf(CallSite site) {
    return new CallSite(site.function(), "", 0);
  }

  private OpenUnit mixed(LogEvent.Query query, QueryGroup group) {
    GroupKey site = site(query, group);
    OpenUnit burst = bursts.get(site);
    if (burst != null && burst.among.size() > MOST_AMONG) {
      bursts.remove(site);
      close(burst);
      burst = null;
    }
    if (burst == null) {
      burst = UnitAssembly.fresh(UnitAssembly.BURST, query.position());
      burst.site = site;
      burst.overlapping = 0;
      bursts.put(site, burst);
      burst.turns = new ArrayList<>();
      burst.begunBefore = begun - candidates.size();
      functions.begin(burst, query.callSite());
    }
    burst.turns.add(undecided.turns());
    for (OpenUnit unit : candidates) {
      if (!unit.bursts.contains(burst)) {
        if (unit.bursts.isEmpty()) {
          unit.bursts = new ArrayList<>(4);
        }
        unit.bursts.add(burst);
        undecided.mayBeOf(burst, unit);
        burst.running++;
      }
    }
    // Which units run is not sure where an end may be of several; how many have begun is.
    burst.overlapping = Math.max(burst.among.size(), begun - burst.begunBefore);
    return burst;
  }

  /**
   * A process seen for the first time: parallel tasks of one loop each print a process of their
   * own, one beside or directly after the other.
   */
  private OpenUnit newcomer(LogEvent.Query query, QueryGroup group) {
    GroupKey site = site(query, group);
    OpenUnit before = newcomers.get(site);
    if (before != null
        && assembly.isOpen(before)
        && began(query) <= before.lastClock + NEXT + TICK) {
      before.lastClock = Math.max(before.lastClock, query.clock());
      return before;
    }
    OpenUnit own = assembly.unbegun(query);
    if (own.site == null) {
      own.site = site;
      newcomers.put(site, own);
    }
    return own;
  }

  private OpenUnit behindTheScenes(LogEvent.Query query, QueryGroup group, int running) {
    GroupKey site = site(query, group);
    Chain chain = chains.computeIfAbsent(site, s -> new Chain());
    OpenUnit unit = chain.unit;
    if (unit == null || !chain.goesOnWith(query)) {
      close(chain, running);
      unit = UnitAssembly.fresh(UnitAssembly.ORDER, query.position());
      unit.site = site;
      chain.unit = unit;
    }
    unit.lastClock = query.clock();
    return unit;
  }

  /** Where most executions stand alone, a few in a row are chance. */
  private void close(Chain chain, int running) {
    OpenUnit unit = chain.unit;
    if (unit == null) {
      return;
    }
    if (unit.calls.size() < FEW) {
      chain.alone += unit.calls.size();
    } else {
      chain.following += unit.calls.size();
    }
    unit.overlapping = chain.alone > chain.following ? Math.max(2, running) : 1;
    chain.unit = null;
    assembly.close(unit);
  }

  /** A unit of work ended, or the log has long been silent about it. */
  void ended(OpenUnit unit) {
    if (unit.bursts.isEmpty() && !unit.isNamed()) {
      habits.learn(unit);
    }
    if (unit.bursts.isEmpty()) {
      return; // as of nearly all
    }
    for (OpenUnit burst : unit.bursts) {
      if (--burst.running == 0 && bursts.remove(burst.site, burst)) {
        close(burst);
      }
    }
    unit.bursts = List.of();
  }

  private void close(OpenUnit burst) {
    assembly.forget(burst);
    undecided.end(burst);
  }

  /** Nothing more comes to the unit. */
  void complete(OpenUnit unit) {
    if (unit.prefix.equals(UnitAssembly.BURST)) {
      undecided.end(unit);
    } else {
      undecided.complete(unit);
    }
  }

  /** The unit is handed on by another. */
  void forget(OpenUnit unit) {
    if (unit.site != null) {
      newcomers.remove(unit.site, unit);
      bursts.remove(unit.site, unit);
      Chain chain = chains.get(unit.site);
      if (chain != null && chain.unit == unit) {
        chains.remove(unit.site);
      }
    }
  }

  /** The input ended. */
  void end() {
    List<OpenUnit> open = List.copyOf(bursts.values());
    bursts.clear();
    open.forEach(this::close);
    undecided.end();
    List.copyOf(chains.values()).forEach(chain -> close(chain, 2));
    chains.clear();
  }
}
