package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    }
  }

  private int number(String name) {
    Integer known = names.putIfAbsent(name, names.size());
    return known == null ? names.size() - 1 : known;
  }

  void ends(OpenUnit unit, long clock) {
    unit.lives.forEach(life -> life.to = clock);
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
   * @param spans from and to
   */
  int thatMayHaveAsked(List<long[]> spans) {
    List<long[]> apart = apart(spans);
    if (lives.size() == MOST) {
      return MOST;
    }
    int[] all = new int[names.size()];
    int[] then = new int[names.size()];
    for (Life life : lives) {
      all[life.name]++;
      then[life.name] += ranIn(apart, life) ? 1 : 0;
    }
    int may = 0;
    for (int name = 0; name < all.length; name++) {
      may += 2 * then[name] >= all[name] ? then[name] : 0;
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

  /** A search by halves: a large log has a hundred thousand units and hundreds of spans. */
  private static boolean ranIn(List<long[]> apart, Life life) {
    int first = 0;
    int end = apart.size();
    while (first < end) {
      int middle = first + end >>> 1;
      if (apart.get(middle)[1] < life.from) {
        first = middle + 1;
      } else {
        end = middle;
      }
    }
    return first < apart.size() && apart.get(first)[0] <= life.to;
  }
}
