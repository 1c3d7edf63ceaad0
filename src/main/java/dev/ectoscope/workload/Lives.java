package dev.ectoscope.workload;

import java.util.ArrayList;
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

  /** One unit. */
  static final class Life {
    private final String name;
    private final long from;
    private long to = Long.MAX_VALUE;

    Life(String name, long from) {
      this.name = name;
      this.from = from;
    }
  }

  void begins(OpenUnit unit) {
    unit.lives.clear();
    if (lives.size() < MOST) {
      Life life = new Life(unit.name, unit.startClock);
      lives.add(life);
      unit.lives.add(life);
    }
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
    Map<String, int[]> counts = new HashMap<>();
    for (Life life : lives) {
      int[] count = counts.computeIfAbsent(life.name, n -> new int[2]);
      count[0]++;
      count[1] +=
          spans.stream().anyMatch(span -> life.from <= span[1] && life.to >= span[0]) ? 1 : 0;
    }
    return lives.size() == MOST
        ? MOST
        : counts.values().stream().filter(c -> 2 * c[1] >= c[0]).mapToInt(c -> c[1]).sum();
  }
}
