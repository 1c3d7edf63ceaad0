package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When units of work ran, as far as the clock tells: from their first line to their last, or to the
 * last line of all that may be confused with them.
 */
final class Lives {

  private static final int MOST = 200_000;

  /** Units that one may be; of more the oldest are taken to run on. */
  private static final int MOST_CONFUSED = 64;

  private final List<Life> lives = new ArrayList<>();
  private final Map<String, Integer> names = new HashMap<>();
  private int[] ofName = {};
  private @Nullable InOrder inOrder;

  /** One unit. */
  static final class Life {
    private final int name;
    private final long from;
    private long to = Long.MAX_VALUE;

    Life(int name, long from) {
      this.name = name;
      this.from = from;
    }
  }

  void begins(OpenUnit unit) {
    unit.lives.clear();
    if (lives.size() < MOST) {
      Life life = new Life(number(unit.name), unit.startClock);
      lives.add(life);
      unit.lives.add(life);
      ofName[life.name]++;
    }
  }

  private int number(String name) {
    Integer known = names.get(name);
    if (known == null) {
      known = names.size();
      names.put(name, known);
      ofName = known == ofName.length ? Arrays.copyOf(ofName, Math.max(4, 2 * known)) : ofName;
    }
    return known;
  }

  void ends(OpenUnit unit, long clock) {
    for (int i = 0; i < unit.lives.size(); i++) {
      unit.lives.get(i).to = clock;
    }
  }

  /** Others have begun or ended since it was last asked. */
  void haveChanged() {
    inOrder = null;
  }

  /** Either of them may have ended. */
  static void confuse(OpenUnit unit, OpenUnit ended) {
    for (Life life : ended.lives) {
      if (!unit.lives.contains(life)) {
        unit.lives.add(life);
      }
    }
    while (unit.lives.size() > MOST_CONFUSED) {
      unit.lives.remove(0).to = Long.MAX_VALUE;
    }
    ended.lives.clear();
  }

  /**
   * How many units can each have asked what was asked in some spans of time: those of whose
   * namesakes at least half ran in one of them. All units when too many ran to be remembered.
   *
   * <p>May be asked by several threads while nothing begins or ends.
   *
   * @param spans from and to
   */
  synchronized int thatMayHaveAsked(List<long[]> spans) {
    if (lives.size() == MOST) {
      return MOST;
    }
    if (inOrder == null) {
      inOrder = new InOrder(lives);
    }
    int[] then = new int[names.size()];
    inOrder.count(apart(spans), then);
    int may = 0;
    for (int name = 0; name < then.length; name++) {
      may += 2 * then[name] >= ofName[name] ? then[name] : 0;
    }
    return may;
  }

  /** The same times in order, none of which touches the next. */
  private static List<long[]> apart(List<long[]> spans) {
    List<long[]> sorted = new ArrayList<>(spans);
    sorted.sort(Comparator.comparingLong(span -> span[0]));
    List<long[]> apart = new ArrayList<>();
    for (long[] span : sorted) {
      long[] last = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (last != null && span[0] <= last[1]) {
        last[1] = Math.max(last[1], span[1]);
      } else {
        apart.add(span.clone());
      }
    }
    return apart;
  }

  /**
   * Lives in the order of their beginnings: a large log has a hundred thousand of them, of which
   * few ran in a span.
   */
  private static final class InOrder {

    /** Lives of which the latest end is known, so that they can be passed over together. */
    private static final int BLOCK = 64;

    private final Life[] lives;

    /** Those whose end is not known: they touch what is not over when they begin. */
    private final Life[] openEnded;

    private final long[] latestEnds;
    private final int[] countedBy;
    private int counts;

    InOrder(List<Life> all) {
      lives = all.stream().filter(life -> life.to < Long.MAX_VALUE).toArray(Life[]::new);
      openEnded = all.stream().filter(life -> life.to == Long.MAX_VALUE).toArray(Life[]::new);
      Arrays.sort(lives, Comparator.comparingLong(life -> life.from));
      latestEnds = new long[(lives.length + BLOCK - 1) / BLOCK];
      Arrays.fill(latestEnds, Long.MIN_VALUE);
      for (int i = 0; i < lives.length; i++) {
        latestEnds[i / BLOCK] = Math.max(latestEnds[i / BLOCK], lives[i].to);
      }
      countedBy = new int[lives.length];
    }

    /**
     * Counts by name the lives that touch one of the spans.
     *
     * @param spans in order, none of which touches another
     */
    void count(List<long[]> spans, int[] byName) {
      counts++;
      long last = spans.isEmpty() ? Long.MIN_VALUE : spans.get(spans.size() - 1)[1];
      for (Life life : openEnded) {
        byName[life.name] += life.from <= last ? 1 : 0;
      }
      for (long[] span : spans) {
        int end = begunUntil(span[1]);
        for (int block = 0; block * BLOCK < end; block++) {
          if (latestEnds[block] >= span[0]) {
            count(block * BLOCK, Math.min(end, (block + 1) * BLOCK), span[0], byName);
          }
        }
      }
    }

    private void count(int first, int end, long from, int[] byName) {
      for (int i = first; i < end; i++) {
        if (lives[i].to >= from && countedBy[i] != counts) {
          countedBy[i] = counts;
          byName[lives[i].name]++;
        }
      }
    }

    /** How many began at that time or before. */
    private int begunUntil(long clock) {
      int first = 0;
      int end = lives.length;
      while (first < end) {
        int middle = first + end >>> 1;
        if (lives[middle].from <= clock) {
          first = middle + 1;
        } else {
          end = middle;
        }
      }
      return first;
    }
  }
}
