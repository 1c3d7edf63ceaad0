package dev.ectoscope.log.server;

import dev.ectoscope.log.Position;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server's log says of one statement. All times are in microseconds, as the server prints
 * them.
 *
 * @param fingerprint as of the application's log
 * @param text as the server printed it first
 * @param first where that was
 * @param executions that were logged with their durations
 * @param lockWaits of {@code log_lock_waits}
 * @param temporaryFiles of {@code log_temp_files}
 * @param cancelled how often, by reason: {@code statement timeout}, {@code user request}, …
 * @param failed how often, by SQLSTATE or message without values
 * @param plans of auto_explain
 * @param slowestPlan the plan of the longest execution among them, or null
 * @param characters of the longest report
 */
public record StatementActivity(
    String fingerprint,
    String text,
    Position first,
    Executions executions,
    LockWaits lockWaits,
    TemporaryFiles temporaryFiles,
    SortedMap<String, Long> cancelled,
    SortedMap<String, Long> failed,
    long plans,
    @Nullable LoggedPlan slowestPlan,
    int characters) {

  /** Messages of failures that are told apart. */
  private static final int MOST_MESSAGES = 20;

  private static final String OTHERS = "(other messages)";

  public StatementActivity {
    cancelled = Collections.unmodifiableSortedMap(new TreeMap<>(cancelled));
    failed = Collections.unmodifiableSortedMap(new TreeMap<>(failed));
  }

  /**
   * @param slowestParameters as the server printed them, {@code $1 = '2'}, or ""; never to be shown
   */
  public record Executions(
      long count, long total, long slowest, Position slowestAt, String slowestParameters) {

    static final Executions NONE = new Executions(0, 0, -1, new Position("", 0), "");

    Executions merge(Executions other) {
      Executions slower = isSlower(other) ? this : other;
      return new Executions(
          count + other.count,
          total + other.total,
          slower.slowest,
          slower.slowestAt,
          slower.slowestParameters);
    }

    private boolean isSlower(Executions other) {
      if (slowest != other.slowest) {
        return slowest > other.slowest;
      }
      return slowestAt.compareTo(other.slowestAt) <= 0;
    }
  }

  /**
   * @param count waits longer than {@code deadlock_timeout}; shorter ones are not logged
   * @param total time waited as far as it was printed: a lower bound
   */
  public record LockWaits(long count, long total) {
    static final LockWaits NONE = new LockWaits(0, 0);

    LockWaits merge(LockWaits other) {
      return new LockWaits(count + other.count, total + other.total);
    }
  }

  public record TemporaryFiles(long count, long bytes) {
    static final TemporaryFiles NONE = new TemporaryFiles(0, 0);

    TemporaryFiles merge(TemporaryFiles other) {
      return new TemporaryFiles(count + other.count, bytes + other.bytes);
    }
  }

  StatementActivity merge(StatementActivity other) {
    boolean mine = first.compareTo(other.first) <= 0;
    return new StatementActivity(
        fingerprint,
        mine ? text : other.text,
        mine ? first : other.first,
        executions.merge(other.executions),
        lockWaits.merge(other.lockWaits),
        temporaryFiles.merge(other.temporaryFiles),
        sum(cancelled, other.cancelled),
        sum(failed, other.failed),
        plans + other.plans,
        LoggedPlan.slower(slowestPlan, other.slowestPlan),
        Math.max(characters, other.characters));
  }

  /** How often the log speaks of it. */
  long reports() {
    return executions.count()
        + lockWaits.count()
        + temporaryFiles.count()
        + plans
        + cancelled.values().stream().mapToLong(n -> n).sum()
        + failed.values().stream().mapToLong(n -> n).sum();
  }

  /** Counts a message; those that come first in the alphabet are told apart. */
  static void count(SortedMap<String, Long> messages, String message, long times) {
    messages.merge(message, times, Long::sum);
    while (messages.size() > (messages.containsKey(OTHERS) ? MOST_MESSAGES + 1 : MOST_MESSAGES)) {
      String last = messages.lastKey();
      Long more = messages.remove(last);
      messages.merge(OTHERS, more == null ? 0L : more, Long::sum);
    }
  }

  private static SortedMap<String, Long> sum(SortedMap<String, Long> a, SortedMap<String, Long> b) {
    SortedMap<String, Long> sum = new TreeMap<>(a);
    b.forEach((key, times) -> count(sum, key, times));
    return sum;
  }
}
