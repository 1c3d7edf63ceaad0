package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns one complete unit of work into sums. Here, where the whole unit is still known, its bursts
 * are classified: afterwards only examples of units remain.
 */
final class UnitFold {

  /** Between other statements a shorter wait is the work of the application: tenths of ms. */
  private static final long LONG_PAUSE = 1_000;

  /** An execution that begins so much before the one before it ended overlaps it: tenths of ms. */
  private static final long CLOCK_TICK = 10;

  /** What some collectors' clocks tell, tenths of ms. */
  private static final long SECOND = 10_000;

  /** Outer loops looked for in one unit; the others are not said to enclose anything. */
  private static final int MOST_OUTER = 64;

  /** A loop that encloses another has at least so many executions in a unit. */
  private static final int FEWEST_OUTER = 3;

  private final Tally tally;
  private final Limits limits;
  private long serial;
  private Burst[] bursts = new Burst[16];
  private int size;
  private int[] following = new int[64];

  UnitFold(Tally tally, Limits limits) {
    this.tally = tally;
    this.limits = limits;
  }

  /** The executions of one query group in the unit. */
  private static final class Burst {
    private QueryGroup group;
    private int first;
    private int last;
    private int count;
    private int run;
    private int longest;

    Burst(QueryGroup of) {
      group = of;
    }

    void begin(QueryGroup of, int at) {
      group = of;
      first = last = at;
      count = run = longest = 1;
    }

    void extend(int at) {
      run = last == at - 1 ? run + 1 : 1;
      longest = Math.max(longest, run);
      last = at;
      count++;
    }
  }

  void fold(OpenUnit unit) {
    serial++;
    size = 0;
    unit.settleKind();
    unit.explainFailures();
    unit.sort();
    ArrayList<QueryCall> calls = unit.calls;
    if (following.length < calls.size()) {
      following = new int[calls.size() * 2];
    }
    long db = 0;
    long queue = 0;
    boolean repeats = false;
    for (int i = 0; i < calls.size(); i++) {
      QueryCall call = calls.get(i);
      db += call.dbOrZero();
      queue += call.queueOrZero();
      repeats |= place(call, i);
      waitOrFail(call);
    }
    statements(unit);
    if (repeats) {
      repetitions(unit);
    }
    tally.unit(new UnitName(unit.kind, unit.name), unit.duration, calls.size(), db, queue);
    waitersAndFailures(unit, queue);
    tally.look(unit, limits);
  }

  /** Whether the group was there already. */
  private boolean place(QueryCall call, int at) {
    QueryGroup group = call.group();
    following[at] = -1;
    StatementStatistics statement = group.statistics();
    if (statement.unit != serial) {
      statement.unit = serial;
      statement.unitDb = 0;
    }
    statement.unitDb += call.dbOrZero();
    if (group.unit == serial) {
      Burst burst = bursts[group.place];
      following[burst.last] = at;
      burst.extend(at);
      return true;
    }
    group.unit = serial;
    group.place = size;
    if (size == bursts.length) {
      bursts = Arrays.copyOf(bursts, size * 2);
    }
    if (bursts[size] == null) {
      bursts[size] = new Burst(group);
    }
    bursts[size++].begin(group, at);
    if (!group.leftOut) {
      group.countUnit();
    }
    return false;
  }

  private long droppedHere;
  private long waitedHere;
  private boolean failedHere;

  private void waitOrFail(QueryCall call) {
    if (call.isDropped()) {
      tally.waiting().dropped().add(call);
      counted(call).countWaiting(true);
      droppedHere++;
      return;
    }
    if (call.ok() && (call.idle() >= 0 || call.queue() >= 0)) {
      tally.waiting().checkouts().record(call.queueOrZero());
    }
    if (call.idle() <= 0 && call.queue() >= Waiting.WAITED) {
      tally.waiting().waited().add(call);
      counted(call).countWaiting(false);
      waitedHere++;
    }
    if (!call.ok() && !call.group().statistics().leftOut) {
      call.group().statistics().failed().add(call);
      failedHere = true;
    }
  }

  private QueryGroup counted(QueryCall call) {
    if (!call.group().leftOut) {
      return call.group();
    }
    StatementStatistics statement = call.group().statistics();
    return (statement.leftOut ? tally.others : statement).rest();
  }

  private void statements(OpenUnit unit) {
    long[] set = new long[size];
    int distinct = 0;
    boolean all = true;
    UnitOfWork example = null;
    for (int i = 0; i < size; i++) {
      StatementStatistics statement = bursts[i].group.statistics();
      all &= !statement.leftOut;
      if (statement.unit != serial || statement.leftOut) {
        continue; // counted with another of its groups, or not told apart
      }
      statement.unit = -1;
      statement.countUnits(1);
      set[distinct++] = statement.hash();
      if (statement.best().isBetter(statement.unitDb, unit)) {
        example = fitting(example, unit, bursts[i].first);
        statement.best().show(statement.unitDb, unit, example);
      }
    }
    tally.set(all ? sorted(Arrays.copyOf(set, distinct)) : byName(unit));
  }

  private static StatementSet sorted(long[] hashes) {
    Arrays.sort(hashes);
    return new StatementSet(hashes);
  }

  /** With the statements that are not told apart. */
  private static StatementSet byName(OpenUnit unit) {
    return sorted(
        unit.calls.stream()
            .mapToLong(call -> StatementSet.hash(call.fingerprint()))
            .distinct()
            .toArray());
  }

  /** One example serves all when it shows the whole unit. */
  private UnitOfWork fitting(@Nullable UnitOfWork made, OpenUnit unit, int culprit) {
    boolean all = unit.calls.size() <= limits.shownCalls();
    return made != null && all ? made : unit.example(culprit, limits.shownCalls());
  }

  private void waitersAndFailures(OpenUnit unit, long queue) {
    if (droppedHere > 0) {
      show(tally.waiting().dropped(), unit, queue);
    }
    if (waitedHere > 0) {
      show(tally.waiting().waited(), unit, queue);
    }
    if (failedHere) {
      failures(unit);
    }
    droppedHere = waitedHere = 0;
    failedHere = false;
  }

  private void show(Waiting.Waiters waiters, OpenUnit unit, long queue) {
    waiters.countUnit();
    waiters.best().offer(queue, unit, 0, limits.shownCalls());
  }

  private void failures(OpenUnit unit) {
    List<StatementStatistics> seen = new ArrayList<>();
    for (int i = 0; i < unit.calls.size(); i++) {
      QueryCall call = unit.calls.get(i);
      StatementStatistics statement = call.group().statistics();
      if (call.ok() || call.isDropped() || statement.leftOut || seen.contains(statement)) {
        continue;
      }
      seen.add(statement);
      statement.failed().countUnit();
      statement.failed().best().offer(0, unit, i, limits.shownCalls());
    }
  }

  private void repetitions(OpenUnit unit) {
    UnitName name = new UnitName(unit.kind, unit.name);
    UnitOfWork example = null;
    for (int i = 0; i < size; i++) {
      Burst burst = bursts[i];
      if (burst.count < 2 || burst.group.leftOut) {
        continue;
      }
      int[] at = places(burst);
      if (differsInConstants(unit, at)) {
        continue;
      }
      Bursts sums = burst.group.bursts(kind(unit, burst, at));
      boolean alone = unit.overlapping == 1;
      int overlaps = Math.max(alone ? overlapping(unit, at) : 0, crowded(unit, at));
      sums.begin(name, unit.overlapping, burst.count, alone ? burst.count - 1 : 0, overlaps);
      for (int call : at) {
        sums.add(unit.calls.get(call));
      }
      enclosing(burst, at, sums, unit.overlapping);
      if (sums.best().isBetter(burst.count, unit)) {
        example = fitting(example, unit, burst.first);
        sums.best().show(burst.count, unit, example);
      }
    }
  }

  private int[] places(Burst burst) {
    int[] places = new int[burst.count];
    for (int i = 0, at = burst.first; at >= 0; i++, at = following[at]) {
      places[i] = at;
    }
    return places;
  }

  /**
   * Whether the executions differ in nothing but the constants of their texts: then they come from
   * as many places of the source, though they are one statement.
   */
  private static boolean differsInConstants(OpenUnit unit, int[] at) {
    long first = unit.calls.get(at[0]).parametersHash();
    Set<Long> all = new HashSet<>();
    for (int call : at) {
      long hash = unit.calls.get(call).parametersHash();
      if (QueryCall.parametersAlone(hash) != QueryCall.parametersAlone(first)) {
        return false;
      }
      all.add(hash);
    }
    return all.size() > 1 && 2 * all.size() > at.length;
  }

  private static BurstClass kind(OpenUnit unit, Burst burst, int[] at) {
    ArrayList<QueryCall> calls = unit.calls;
    long[] hashes = new long[at.length];
    boolean held = true;
    boolean lists = false;
    int failed = 0;
    for (int i = 0; i < at.length; i++) {
      QueryCall call = calls.get(at[i]);
      hashes[i] = QueryCall.parametersAlone(call.parametersHash());
      held &= call.isHeld();
      lists |= call.several();
      failed += call.ok() ? 0 : 1;
    }
    Arrays.sort(hashes);
    int distinct = 1;
    for (int i = 1; i < hashes.length; i++) {
      distinct += hashes[i] == hashes[i - 1] ? 0 : 1;
    }
    boolean all = burst.longest == burst.count;
    boolean lastOk = calls.get(at[at.length - 1]).ok();
    return new BurstClass(
        unit.kind,
        BurstClass.roundedCalls(burst.count / unit.overlapping),
        unit.overlapping > 1,
        distinct > unit.overlapping,
        held,
        all
            ? BurstClass.Uninterrupted.ALL
            : burst.longest * 2 > burst.count
                ? BurstClass.Uninterrupted.MOST
                : BurstClass.Uninterrupted.LESS,
        pause(calls, at, all),
        lastOk && failed == burst.count - 1,
        lists && burst.group.statement().shape().asksForLists(),
        burst.group.key().callSite().isKnown() ? 0 : BurstClass.placeOf(unit.name));
  }

  /**
   * Median pause before an execution, rounded: since the one before it, without the time of the
   * statements that stand between. With such, it tells only when it is long.
   */
  private static long pause(ArrayList<QueryCall> calls, int[] at, boolean uninterrupted) {
    long[] pauses = new long[at.length - 1];
    for (int i = 1; i < at.length; i++) {
      for (int next = at[i - 1] + 1; next <= at[i]; next++) {
        pauses[i - 1] += pause(calls.get(next - 1), calls.get(next));
      }
    }
    Arrays.sort(pauses);
    long median = BurstClass.roundedPause(pauses[pauses.length / 2]);
    return uninterrupted || median >= LONG_PAUSE ? median : 0;
  }

  /** By the clock, or without one by how much longer the pool's connections have been idle. */
  private static long pause(QueryCall before, QueryCall after) {
    if (before.clock() >= 0 && after.clock() >= 0) {
      return after.startedAt() - before.clock();
    }
    return after.idle() - Math.max(0, before.idle()) - before.dbOrZero();
  }

  private static int overlapping(OpenUnit unit, int[] at) {
    int overlapping = 0;
    for (int i = 1; i < at.length; i++) {
      long end = unit.calls.get(at[i - 1]).clock();
      boolean overlaps = end >= 0 && unit.calls.get(at[i]).startedAt() + CLOCK_TICK < end;
      overlapping += overlaps ? 1 : 0;
    }
    return overlapping;
  }

  /**
   * Of neighbours so many overlap at least when the whole took less time than its executions, also
   * where the clock is too coarse to show it of each.
   */
  private static int crowded(OpenUnit unit, int[] at) {
    long began = Long.MAX_VALUE;
    long ended = 0;
    long busy = 0;
    boolean fine = false;
    for (int i : at) {
      QueryCall call = unit.calls.get(i);
      if (call.clock() < 0) {
        return 0;
      }
      began = Math.min(began, call.startedAt());
      ended = Math.max(ended, call.clock());
      busy += call.clock() - call.startedAt();
      fine |= call.clock() % SECOND != 0;
    }
    long over = busy - unit.overlapping * (ended - began + CLOCK_TICK);
    return fine && over > 0 ? (int) Math.ceil((double) over * (at.length - 1) / busy) : 0;
  }

  private void enclosing(Burst inner, int[] at, Bursts sums, int overlapping) {
    for (int i = 0; i < Math.min(size, MOST_OUTER); i++) {
      Burst outer = bursts[i];
      if (outer != inner
          && outer.count >= FEWEST_OUTER * overlapping
          && !outer.group.leftOut
          && encloses(outer, inner, at)) {
        sums.isInside(outer.group.key());
      }
    }
  }

  /** Whether the inner executions come in runs, one run after most of the outer ones. */
  private boolean encloses(Burst outer, Burst inner, int[] at) {
    if (2 * inner.count < 3 * outer.count || outer.first > inner.first) {
      return false;
    }
    int followed = 0;
    int next = 0;
    for (int from = outer.first; from >= 0; from = following[from]) {
      int to = following[from] < 0 ? Integer.MAX_VALUE : following[from];
      while (next < at.length && at[next] < from) {
        next++;
      }
      followed += next < at.length && at[next] < to ? 1 : 0;
    }
    return 2 * followed > outer.count;
  }
}
