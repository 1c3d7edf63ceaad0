package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;

/** What the executions of one query group in a unit look like: a loop, a batch, a retry. */
final class BurstShape {

  /** Between other statements a shorter wait is the work of the application: tenths of ms. */
  private static final long LONG_PAUSE = 1_000;

  /** An execution that begins so much before the one before it ended overlaps it: tenths of ms. */
  private static final long CLOCK_TICK = 10;

  /** What some collectors' clocks tell, tenths of ms. */
  private static final long SECOND = 10_000;

  private BurstShape() {}

  /**
   * Whether the executions differ in nothing but the constants of their texts: then they come from
   * as many places of the source, though they are one statement.
   */
  static boolean differsInConstants(OpenUnit unit, int[] at) {
    long first = unit.calls.get(at[0]).parametersHash();
    boolean differs = false;
    for (int call : at) {
      long hash = unit.calls.get(call).parametersHash();
      if (QueryCall.parametersAlone(hash) != QueryCall.parametersAlone(first)) {
        return false; // as in nearly all loops, at once
      }
      differs |= hash != first;
    }
    return differs && 2 * distinct(hashes(unit, at)) > at.length;
  }

  private static long[] hashes(OpenUnit unit, int[] at) {
    long[] hashes = new long[at.length];
    for (int i = 0; i < at.length; i++) {
      hashes[i] = unit.calls.get(at[i]).parametersHash();
    }
    return hashes;
  }

  /**
   * @param at places of the executions among the unit's calls
   */
  static BurstClass of(OpenUnit unit, Burst burst, int[] at) {
    ArrayList<QueryCall> calls = unit.calls;
    boolean held = true;
    boolean lists = false;
    int failed = 0;
    for (int i = 0; i < at.length; i++) {
      QueryCall call = calls.get(at[i]);
      held &= call.isHeld();
      lists |= call.several();
      failed += call.ok() ? 0 : 1;
    }
    boolean all = burst.longest == burst.count;
    boolean lastOk = calls.get(at[at.length - 1]).ok();
    return new BurstClass(
        unit.kind,
        BurstClass.roundedCalls(burst.count / unit.overlapping),
        unit.overlapping > 1,
        parametersDiffer(unit, at),
        held,
        uninterrupted(burst),
        pause(calls, at, all),
        lastOk && failed == burst.count - 1,
        lists && burst.group.statement().shape().asksForLists(),
        burst.group.key().callSite().isKnown() ? 0 : BurstClass.placeOf(placeOf(unit)));
  }

  /** Its action where one is printed: what a path names, as a slug or a tenant, is no page. */
  private static String placeOf(OpenUnit unit) {
    return unit.action.isEmpty() ? unit.name : unit.action;
  }

  /** Whether they differ within one of the units that may be mixed. */
  private static boolean parametersDiffer(OpenUnit unit, int[] at) {
    if (unit.overlapping != 1) {
      long[] hashes = hashes(unit, at);
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = QueryCall.parametersAlone(hashes[i]);
      }
      return distinct(hashes) > unit.overlapping;
    }
    long first = QueryCall.parametersAlone(unit.calls.get(at[0]).parametersHash());
    for (int call : at) {
      if (QueryCall.parametersAlone(unit.calls.get(call).parametersHash()) != first) {
        return true;
      }
    }
    return false;
  }

  private static int distinct(long[] hashes) {
    Arrays.sort(hashes);
    int distinct = 1;
    for (int i = 1; i < hashes.length; i++) {
      distinct += hashes[i] == hashes[i - 1] ? 0 : 1;
    }
    return distinct;
  }

  private static BurstClass.Uninterrupted uninterrupted(Burst burst) {
    if (burst.longest == burst.count) {
      return BurstClass.Uninterrupted.ALL;
    }
    return burst.longest * 2 > burst.count
        ? BurstClass.Uninterrupted.MOST
        : BurstClass.Uninterrupted.LESS;
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

  private static int beside(OpenUnit unit, int[] at) {
    int overlapping = 0;
    for (int i = 1; i < at.length; i++) {
      long end = unit.calls.get(at[i - 1]).clock();
      boolean overlaps = end >= 0 && unit.calls.get(at[i]).startedAt() + CLOCK_TICK < end;
      overlapping += overlaps ? 1 : 0;
    }
    return overlapping;
  }

  /** Executions that ran beside the one before them, at least. */
  static int overlapping(OpenUnit unit, int[] at) {
    return Math.max(unit.overlapping == 1 ? beside(unit, at) : 0, crowded(unit, at));
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
}
