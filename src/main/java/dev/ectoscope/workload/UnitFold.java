package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns one complete unit of work into sums. Here, where the whole unit is still known, its bursts
 * are classified: afterwards only examples of units remain.
 */
final class UnitFold {

  /** Outer loops looked for in one unit; the others are not said to enclose anything. */
  private static final int MOST_OUTER = 64;

  /** A loop that encloses another has at least so many executions in a unit. */
  private static final int FEWEST_OUTER = 3;

  private final Tally tally;
  private final Limits limits;
  private final UnitTroubles troubles;
  private long serial;
  private Burst[] bursts = new Burst[16];
  private int size;
  private int[] following = new int[64];

  /** Hashes of the unit's statements. */
  private long[] asked = new long[16];

  UnitFold(Tally tally, Limits limits) {
    this.tally = tally;
    this.limits = limits;
    this.troubles = new UnitTroubles(tally, limits.shownCalls());
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
      troubles.add(call);
    }
    NamedUnit named = tally.named.of(unit.kind, unit.name);
    statements(unit, named);
    if (repeats) {
      repetitions(unit, named.name);
    }
    tally.unit(named, unit.duration, calls.size(), db, queue);
    troubles.end(unit, queue);
    tally.patterns.look(unit);
  }

  /** Whether the group was there already. */
  private boolean place(QueryCall call, int at) {
    QueryGroup group = call.group();
    following[at] = -1;
    StatementStatistics statement = group.statistics();
    if (statement.unit != serial) {
      statement.unit = serial;
      statement.unitDb = 0;
      statement.unitGroups = 0;
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
    tally.patterns.pass(group, ++statement.unitGroups);
    if (!group.leftOut) {
      group.countUnit();
    }
    return false;
  }

  private void statements(OpenUnit unit, NamedUnit named) {
    if (asked.length < size) {
      asked = new long[bursts.length];
    }
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
      asked[distinct++] = statement.hash();
      if (statement.mayBeShownBy(unit)) {
        example = fitting(example, unit, bursts[i].first);
        statement.show(unit, example);
      }
    }
    if (all) {
      set(unit.name.isEmpty() ? bursts[0].group.together() : named.together, distinct);
    } else {
      tally.set(byName(unit));
    }
  }

  private void set(AskedTogether last, int distinct) {
    if (!last.isAgain(asked, distinct, tally.sets.bar())) {
      long[] sum = tally.set(sorted(Arrays.copyOf(asked, distinct)));
      last.was(asked, distinct, sum, tally.sets.bar());
    }
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

  private void repetitions(OpenUnit unit, UnitName name) {
    UnitOfWork example = null;
    for (int i = 0; i < size; i++) {
      Burst burst = bursts[i];
      if (burst.count < 2 || burst.group.leftOut) {
        continue;
      }
      int[] at = places(burst);
      if (BurstShape.differsInConstants(unit, at)) {
        continue;
      }
      Bursts sums = burst.group.bursts(BurstShape.of(unit, burst, at));
      int neighbours = unit.overlapping == 1 ? burst.count - 1 : 0;
      int overlaps = BurstShape.overlapping(unit, at);
      sums.begin(name, unit.overlapping, burst.count, neighbours, overlaps);
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
