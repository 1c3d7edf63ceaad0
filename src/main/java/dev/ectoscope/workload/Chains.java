package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loops in queries of one function, of which only the clock tells whose they are. One process waits
 * for its answer before it asks again: a query that begins where another one of its function has
 * just ended likely goes on with what that one belongs to. Where the same statement comes again and
 * again in this way it is a loop, when that can neither be chance in a log where the statement is
 * asked that often; nor be of units that began together, whose queries would overlap; nor of units
 * that began one after the other, of which one would begin or end between the rounds.
 */
final class Chains {

  /** Clocks are printed in milliseconds: tenths of ms. */
  private static final long TICK = 10;

  /** The second and third query begin so soon after the one before: tenths of ms. */
  private static final long SOON = 30;

  /** Later ones: tenths of ms. */
  private static final long LATER = 200;

  private static final int FEW = 3;
  private static final int FEWEST = 4;

  /** Around a loop others of its kind are looked for so far: tenths of ms. */
  private static final long AROUND = 2_000;

  /** More chains than so many at the same time are not told apart. */
  private static final int MOST_OPEN = 64;

  /** So often a row of chance may be taken for a loop. */
  private static final double CHANCE = Math.log(1e-3);

  /** Between so many of the rounds, one after the other, another unit may begin or end. */
  private static final double CHANGES = 0.35;

  /**
   * When fewer units begin or end for each round, they would ask at least thrice: they cannot each
   * have come with a round or two of their own.
   */
  private static final double FEW_TURNS = 0.6;

  /** So often units that began together may be taken for a loop, where too few are known to. */
  private static final double CHANCE_TOGETHER = Math.log(0.02);

  /** Rounds a unit from which they cannot be of units that ask once or twice. */
  private static final double EACH = 2.5;

  /** So many executions may stand beside the rounds: of units together some are in order. */
  private static final double STRANGERS = 0.15;

  /** Loops of a statement on which dice are thrown. */
  private static final int THROWN = 8;

  static final Comparator<Timed> IN_ORDER = Comparator.comparingLong(query -> query.call().line());

  private final List<Timed> queries;
  private final Map<QueryGroup, Integer> asked = new HashMap<>();
  private final Turns turns;
  private final Lives lives;
  private final double rate;

  /**
   * One query.
   *
   * @param turn how many units had begun or ended before it
   * @param burst that it is in
   */
  record Timed(QueryCall call, int turn, OpenUnit burst) {}

  /**
   * @param queries of one function, in the order of the log
   * @param span of the log's clock, tenths of ms
   */
  Chains(List<Timed> queries, Turns turns, Lives lives, long span) {
    this.queries = queries;
    this.turns = turns;
    this.lives = lives;
    this.rate = span <= 0 ? 1 : 1.0 / span;
    queries.forEach(query -> asked.merge(query.call().group(), 1, Integer::sum));
  }

  /** Queries that follow each other. */
  private static final class Chain {
    private final List<Timed> links = new ArrayList<>();
    private long ended;
    private long endedEarliest;

    /** Whether the query can have begun after the last one, and soon enough. */
    boolean goesOnWith(QueryCall call) {
      long earliest = endedEarliest + time(call);
      long pause = call.startedAt() - ended;
      return earliest < call.clock() + TICK && pause <= (links.size() < FEW ? SOON : LATER);
    }

    void add(Timed query) {
      QueryCall call = query.call();
      endedEarliest = Math.max(call.clock(), endedEarliest + time(call));
      ended = call.clock();
      links.add(query);
    }
  }

  private static long time(QueryCall call) {
    return call.clock() - call.startedAt();
  }

  /**
   * A chain by the statement that it asks most often.
   *
   * @param queries all, from the first round to the last
   * @param pauses before each round but the first, without the queries between: tenths of ms
   * @param changes rounds before which a unit began or ended
   */
  private record Rounds(QueryGroup group, List<Timed> queries, List<Long> pauses, int changes) {

    /** Units that began or ended meanwhile. */
    int turns() {
      return queries.get(queries.size() - 1).turn() - queries.get(0).turn();
    }

    long[] times(long unsure) {
      return queries.stream().mapToLong(q -> Math.max(0, time(q.call()) - unsure)).toArray();
    }

    long span() {
      return queries.get(queries.size() - 1).call().startedAt() - began();
    }

    long began() {
      return queries.get(0).call().startedAt();
    }

    long ended() {
      return queries.get(queries.size() - 1).call().clock();
    }

    int size() {
      return pauses.size() + 1;
    }
  }

  /**
   * The loops, each with its queries in the order of the log; none of a statement that is mostly
   * asked outside of them, as those are that each request begins with.
   */
  List<List<Timed>> loops() {
    // In the order of the log: groups have no order of their own.
    Map<QueryGroup, List<Rounds>> all = new LinkedHashMap<>();
    for (Chain chain : queries.size() < FEWEST ? List.<Chain>of() : chains()) {
      Rounds rounds = chain.links.size() < FEWEST ? null : rounds(chain);
      if (rounds != null && isNoChance(rounds)) {
        all.computeIfAbsent(rounds.group(), g -> new ArrayList<>()).add(rounds);
      }
    }
    return all.values().stream()
        .filter(this::areLoops)
        .flatMap(List::stream)
        .map(Rounds::queries)
        .toList();
  }

  private boolean areLoops(List<Rounds> loops) {
    int rounds = loops.stream().mapToInt(Rounds::size).sum();
    int links = rounds - loops.size();
    int changes = loops.stream().mapToInt(Rounds::changes).sum();
    boolean few = loops.stream().mapToInt(Rounds::turns).sum() <= FEW_TURNS * rounds;
    int executions = asked.getOrDefault(loops.get(0).group(), 0);
    int strangers = loops.stream().mapToInt(this::strangers).sum();
    return strangers <= STRANGERS * rounds
        && 2 * rounds >= executions
        && changes <= CHANGES * links
        && (few && areMoreThanUnits(loops, rounds)
            ? chanceOfOrder(loops, 0) < CHANCE_TOGETHER
            : chanceOfOrder(loops, TICK) < CHANCE);
  }

  /** Whether they are too many for units that each ask once or twice. */
  private boolean areMoreThanUnits(List<Rounds> loops, int rounds) {
    List<long[]> spans =
        loops.stream().map(loop -> new long[] {loop.began() - TICK, loop.ended() + TICK}).toList();
    return rounds >= EACH * lives.thatMayHaveAsked(spans);
  }

  /** Executions of the statement beside a loop that are none of its rounds. */
  private int strangers(Rounds loop) {
    return executions(loop, loop.began() - LATER, loop.ended() + LATER) - loop.size();
  }

  private int executions(Rounds loop, long from, long to) {
    int first = Collections.binarySearch(queries, loop.queries().get(0), IN_ORDER);
    int count = 0;
    for (int i = first; i < queries.size() && queries.get(i).call().clock() <= to; i++) {
      count += queries.get(i).call().group() == loop.group() ? 1 : 0;
    }
    for (int i = first - 1; i >= 0 && queries.get(i).call().clock() >= from; i--) {
      count += queries.get(i).call().group() == loop.group() ? 1 : 0;
    }
    return count;
  }

  /**
   * Logarithm of how likely queries of as many processes would be each apart from the others.
   *
   * @param unsure how much shorter the queries may be, tenths of ms
   */
  private static double chanceOfOrder(List<Rounds> loops, long unsure) {
    Dice dice = new Dice();
    return loops.stream()
        .limit(THROWN)
        .mapToDouble(loop -> Math.log(dice.chanceOfOrder(loop.times(unsure), loop.span())))
        .sum();
  }

  private List<Chain> chains() {
    List<Chain> all = new ArrayList<>();
    Open open = new Open();
    for (Timed query : queries) {
      Chain chain = open.take(query.call());
      if (chain == null) {
        chain = new Chain();
        all.add(chain);
      }
      chain.add(query);
      open.add(chain);
    }
    return all;
  }

  /** The chains that may go on, the one that was added to last at the end. */
  private static final class Open {
    private final Chain[] chains = new Chain[MOST_OPEN];
    private int size;

    /**
     * Whether none ended before one that was added earlier, as in a log whose clock never goes
     * back.
     */
    private boolean ordered = true;

    /** Takes out the one with which the query goes on that ended last, or null. */
    @Nullable Chain take(QueryCall call) {
      int latest = -1;
      long tooEarly = call.startedAt() - LATER;
      for (int i = size - 1;
          i >= 0 && !(ordered && (latest >= 0 || chains[i].ended < tooEarly));
          i--) {
        if ((latest < 0 || chains[i].ended > chains[latest].ended) && chains[i].goesOnWith(call)) {
          latest = i;
        }
      }
      return latest < 0 ? null : remove(latest);
    }

    void add(Chain chain) {
      ordered &= size == 0 || chains[size - 1].ended <= chain.ended;
      if (size == MOST_OPEN) {
        remove(0);
      }
      chains[size++] = chain;
    }

    private Chain remove(int place) {
      Chain chain = chains[place];
      System.arraycopy(chains, place + 1, chains, place, --size - place);
      return chain;
    }
  }

  private static QueryGroup mostAsked(Chain chain) {
    Map<QueryGroup, Integer> counts = new HashMap<>();
    QueryGroup most = chain.links.get(0).call().group();
    for (Timed query : chain.links) {
      QueryGroup group = query.call().group();
      counts.merge(group, 1, Integer::sum);
      most = counts.getOrDefault(group, 0) > counts.getOrDefault(most, 0) ? group : most;
    }
    return most;
  }

  private Rounds rounds(Chain chain) {
    QueryGroup most = mostAsked(chain);
    List<Long> pauses = new ArrayList<>();
    int changes = 0;
    int first = -1;
    int last = -1;
    long pause = 0;
    boolean changed = false;
    for (int i = 0; i < chain.links.size(); i++) {
      Timed query = chain.links.get(i);
      if (i > 0 && first >= 0) {
        Timed before = chain.links.get(i - 1);
        pause += Math.max(0, query.call().startedAt() - before.call().clock());
        changed |= changesBetween(before, query);
      }
      if (query.call().group() != most) {
        continue;
      }
      if (first < 0) {
        first = i;
      } else {
        pauses.add(pause);
        changes += changed ? 1 : 0;
      }
      last = i;
      pause = 0;
      changed = false;
    }
    List<Timed> loop = chain.links.subList(first, last + 1);
    return new Rounds(most, loop, pauses, changes);
  }

  private boolean changesBetween(Timed before, Timed after) {
    return turns.mayChange(
        before.turn(), after.turn(), before.call().clock(), after.call().startedAt() + TICK);
  }

  private boolean isNoChance(Rounds loop) {
    if (loop.size() < FEWEST) {
      return false;
    }
    double rate = rateOfOthers(loop);
    double chance = Math.log(asked.getOrDefault(loop.group(), 0));
    for (long pause : loop.pauses()) {
      chance += Math.log(Math.min(1, rate * (pause + 2 * TICK)));
    }
    return chance < CHANCE;
  }

  /** Executions a tenth of a millisecond, around the loop or in the whole log. */
  private double rateOfOthers(Rounds loop) {
    long around = Math.max(AROUND, loop.ended() - loop.began());
    long from = loop.began() - around;
    long to = loop.ended() + around;
    int near = executions(loop, from, to) - loop.size();
    double nearby = (double) near / (to - from);
    long all = Math.max(asked.getOrDefault(loop.group(), 0), loop.group().calls());
    return Math.max(nearby, Math.max(1, all - loop.size()) * rate);
  }
}
