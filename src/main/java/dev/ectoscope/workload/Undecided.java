package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.workload.Chains.Timed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bursts that may be of one of several units of work, until what the log says further down has told
 * whose they are: what each of the units asks when it runs alone, that one follows the other as the
 * rounds of a loop do, or how often their function ran. The units wait for them.
 */
final class Undecided {

  private static final int MOST_WAITING = 100_000;
  private static final int MOST_AMONG = 200_000;

  /** A unit itself takes as much memory as some queries. */
  private static final int OF_A_UNIT = 2;

  private static final int ROUNDS = 3;

  /**
   * Queries from which on a second processor is worth its start: those that read wait meanwhile.
   */
  private static final int MANY = 5_000;

  private final Habits habits;
  private final FunctionRuns runs;
  private final Consumer<OpenUnit> complete;
  private final Turns turns = new Turns();
  private final Lives lives = new Lives();
  private List<OpenUnit> waiting = new ArrayList<>();
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;
  private long calls;
  private long among;

  /**
   * @param complete takes the units and the bursts on which all is said
   */
  Undecided(Habits habits, FunctionRuns runs, Consumer<OpenUnit> complete) {
    this.habits = habits;
    this.runs = runs;
    this.complete = complete;
  }

  /** The log has come to this clock. */
  void passed(long clock) {
    earliest = Math.min(earliest, clock);
    latest = Math.max(latest, clock);
  }

  /** A unit begins or ends. */
  void turns(long clock) {
    turns.add(clock);
  }

  Lives lives() {
    return lives;
  }

  /** How many units have begun or ended. */
  int turns() {
    return turns.count();
  }

  /** One of the burst's queries may be of the unit. */
  void mayBeOf(OpenUnit burst, OpenUnit unit) {
    burst.among.add(unit);
    unit.undecided++;
  }

  /** The unit gets no more queries, except those that a burst may hold. */
  void complete(OpenUnit unit) {
    if (unit.undecided == 0) {
      complete.accept(unit);
    } else {
      unit.waits = true;
      waits(unit);
    }
  }

  /** A burst has ended. */
  void end(OpenUnit burst) {
    if (!burst.calls.isEmpty()) {
      runs.end(burst);
    }
    waiting.add(burst);
    waits(burst);
  }

  private void waits(OpenUnit unit) {
    calls += OF_A_UNIT + unit.calls.size();
    among += unit.among.size();
    if (calls > MOST_WAITING || among > MOST_AMONG) {
      end();
    }
  }

  /** The input ended, or more than enough waits. */
  void end() {
    List<OpenUnit> bursts = waiting;
    boolean many = calls > MANY;
    waiting = new ArrayList<>();
    calls = 0;
    among = 0;
    lives.haveChanged();
    for (int i = 0; i < ROUNDS && giveToUnits(bursts); i++) {}
    Map<Object, List<OpenUnit>> functions = new LinkedHashMap<>();
    for (OpenUnit burst : bursts) {
      if (mayBeTimed(burst)) {
        functions.computeIfAbsent(functionOf(burst), f -> new ArrayList<>()).add(burst);
      }
    }
    // Those of one function know nothing of others.
    Stream<List<OpenUnit>> each = functions.values().stream();
    (many ? each.parallel() : each)
        .map(this::loops)
        .toList()
        .forEach(loops -> loops.forEach(complete));
    for (OpenUnit burst : bursts) {
      if (!burst.calls.isEmpty()) {
        runs.settle(burst);
        complete.accept(burst);
      }
      burst.among.forEach(this::isDecided);
      burst.among.clear();
    }
  }

  /** What one unit is given may tell whose another burst is. */
  private boolean giveToUnits(List<OpenUnit> bursts) {
    boolean given = false;
    for (OpenUnit burst : bursts) {
      OpenUnit whose = burst.calls.isEmpty() ? null : whose(burst);
      if (whose != null) {
        whose.calls.addAll(burst.calls);
        burst.empty();
        given = true;
      }
    }
    return given;
  }

  /** Frames of libraries are of many functions. */
  private static Object functionOf(OpenUnit burst) {
    QueryCall call = burst.calls.get(0);
    CallSite site = call.callSite();
    return site.isApplication() ? site.function() : call.functionSite();
  }

  private void isDecided(OpenUnit unit) {
    if (--unit.undecided == 0 && unit.waits) {
      complete.accept(unit);
    }
  }

  /** What has an id may go on in another input. */
  private @Nullable OpenUnit whose(OpenUnit burst) {
    GroupKey site = burst.site;
    if (site == null || burst.among.stream().anyMatch(OpenUnit::isNamed)) {
      return null;
    }
    OpenUnit only = habits.only(burst.among, site);
    return only == null ? habits.goingOn(burst.among, site) : only;
  }

  private static boolean mayBeTimed(OpenUnit burst) {
    return !burst.calls.isEmpty()
        && burst.calls.get(0).clock() >= 0
        && burst.turns.size() == burst.calls.size()
        && burst.among.stream().noneMatch(OpenUnit::isTold);
  }

  /** Takes out of the bursts of one function, or of one of its statements, the loops. */
  private List<OpenUnit> loops(List<OpenUnit> bursts) {
    List<OpenUnit> loops = new ArrayList<>();
    takeLoops(bursts, loops);
    Map<GroupKey, List<OpenUnit>> sites = new LinkedHashMap<>();
    for (OpenUnit burst : bursts) {
      if (!burst.calls.isEmpty()) {
        GroupKey site = burst.calls.get(0).functionSite();
        sites.computeIfAbsent(site, s -> new ArrayList<>()).add(burst);
      }
    }
    if (sites.size() > 1) {
      sites.values().forEach(its -> takeLoops(its, loops));
    }
    return loops;
  }

  private void takeLoops(List<OpenUnit> bursts, List<OpenUnit> taken) {
    List<Timed> queries = new ArrayList<>();
    for (OpenUnit burst : bursts) {
      for (int i = 0; i < burst.calls.size(); i++) {
        queries.add(new Timed(burst.calls.get(i), burst.turns.get(i), burst));
      }
    }
    queries.sort(Chains.IN_ORDER);
    List<List<Timed>> loops = new Chains(queries, turns, lives, latest - earliest).loops();
    for (List<Timed> loop : loops) {
      queries.removeAll(Set.copyOf(loop));
      taken.add(loop.get(0).burst().part(loop.stream().map(Timed::call).toList()));
    }
    if (!loops.isEmpty()) {
      bursts.forEach(OpenUnit::empty);
      queries.forEach(rest -> rest.burst().add(rest.call(), rest.turn()));
    }
  }
}
