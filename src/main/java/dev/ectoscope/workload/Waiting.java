package dev.ectoscope.workload;

import org.jspecify.annotations.Nullable;

/**
 * How queries waited for a connection. Times are tenths of a millisecond; how often each query
 * group waited or was dropped stands with the group.
 */
public final class Waiting {

  /** From here on a query that found no idle connection counts as one that waited. */
  static final long WAITED = 10;

  private final LatencyDistribution checkouts = new LatencyDistribution();
  private final Waiters waited = new Waiters();
  private final Waiters dropped = new Waiters();

  Waiting() {}

  void add(Waiting other) {
    checkouts.add(other.checkouts);
    waited.add(other.waited);
    dropped.add(other.dropped);
  }

  /** Waits of all executions that checked a connection out and ran. */
  public LatencyDistribution checkouts() {
    return checkouts;
  }

  /** Executions that found no idle connection and waited for a millisecond or more. */
  public Waiters waited() {
    return waited;
  }

  /** Executions that never had a connection. */
  public Waiters dropped() {
    return dropped;
  }

  /** Executions that had to wait. */
  public static final class Waiters {
    private long count;
    private long queue;
    private long units;
    private final Example example = new Example();

    void add(QueryCall call) {
      count++;
      queue += call.queueOrZero();
    }

    void countUnit() {
      units++;
    }

    void add(Waiters other) {
      count += other.count;
      queue += other.queue;
      units += other.units;
      example.add(other.example);
    }

    void restore(long[] sums) {
      count = sums[0];
      queue = sums[1];
      units = sums[2];
    }

    public long count() {
      return count;
    }

    /** What they waited in sum. */
    public long queue() {
      return queue;
    }

    /** Units of work that had to wait. */
    public long units() {
      return units;
    }

    /** The unit that waited longest, or null. */
    public @Nullable UnitOfWork example() {
      return example.unit;
    }

    Example best() {
      return example;
    }
  }
}
