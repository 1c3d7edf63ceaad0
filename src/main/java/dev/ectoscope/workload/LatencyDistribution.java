package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mergeable distribution of times in tenths of a millisecond. Times below 25.6 ms are exact,
 * larger ones have a relative error below 1/128 (0.8 %): each doubling is cut into 128 equal steps,
 * and a quantile is the largest time of its step. Only steps that occurred take memory.
 */
public final class LatencyDistribution {

  private static final int EXACT = 256;
  private static final int STEPS = 128;
  private static final int EXACT_BITS = 8;

  private static final int COUNT_BITS = 48;
  private static final long COUNT = (1L << COUNT_BITS) - 1;
  private static final int MOST_STEPS = 1 << 14;

  private static final long[] NONE = {0};

  /**
   * A table of the steps that occurred, at a place that their last bits tell: one number holds the
   * step, counted from 1, and how often it occurred. A log records a time for each of its queries:
   * to search in order takes several times as long.
   */
  private long[] cells = NONE;

  private int size;
  private long count;
  private long max = -1;

  /** The cells in the order of the steps, once they were asked for. */
  private volatile long @Nullable [] ordered;

  LatencyDistribution() {}

  private LatencyDistribution(LatencyDistribution other) {
    cells = other.cells.clone();
    size = other.size;
    count = other.count;
    max = other.max;
  }

  /** The distribution of the given times; negative times (not printed) are left out. */
  public static LatencyDistribution of(long... tenths) {
    LatencyDistribution distribution = new LatencyDistribution();
    for (long time : tenths) {
      distribution.record(time);
    }
    return distribution;
  }

  /** Negative times (not printed) are left out. */
  void record(long tenths) {
    if (tenths >= 0) {
      add(step(tenths), 1);
      count++;
      max = Math.max(max, tenths);
    }
  }

  void add(LatencyDistribution other) {
    for (long cell : other.cells) {
      if (cell != 0) {
        add(stepOf(cell), cell & COUNT);
      }
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  LatencyDistribution copy() {
    return new LatencyDistribution(this);
  }

  private static int stepOf(long cell) {
    return (int) (cell >>> COUNT_BITS) - 1;
  }

  private void add(int step, long times) {
    long[] known = cells;
    int at = place(known, step);
    if (known[at] != 0) {
      known[at] += times;
    } else {
      insert(step, times, at);
    }
    if (ordered != null) {
      ordered = null;
    }
  }

  /** Where the step stands, or would stand. */
  private static int place(long[] cells, int step) {
    int mask = cells.length - 1;
    int at = step & mask;
    while (cells[at] != 0 && stepOf(cells[at]) != step) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void insert(int step, long times, int free) {
    int at = free;
    if (4 * (size + 1) > 3 * cells.length) {
      grow();
      at = place(cells, step);
    }
    cells[at] = step + 1L << COUNT_BITS | times;
    size++;
  }

  private void grow() {
    long[] larger = new long[2 * cells.length];
    for (long cell : cells) {
      if (cell != 0) {
        larger[place(larger, stepOf(cell))] = cell;
      }
    }
    cells = larger;
  }

  private long[] ordered() {
    long[] known = ordered;
    if (known == null) {
      known = new long[size];
      int next = 0;
      for (long cell : cells) {
        if (cell != 0) {
          known[next++] = cell;
        }
      }
      Arrays.sort(known);
      ordered = known;
    }
    return known;
  }

  static int step(long tenths) {
    if (tenths < EXACT) {
      return (int) tenths;
    }
    int doubling = 64 - EXACT_BITS - Long.numberOfLeadingZeros(tenths);
    return EXACT + (doubling - 1) * STEPS + (int) (tenths >>> doubling) - STEPS;
  }

  static long largest(int step) {
    if (step < EXACT) {
      return step;
    }
    int doubling = (step - EXACT) / STEPS + 1;
    long from = STEPS + (step - EXACT) % STEPS;
    return ((from + 1) << doubling) - 1;
  }

  public LatencyDistribution merge(LatencyDistribution other) {
    LatencyDistribution sum = copy();
    sum.add(other);
    return sum;
  }

  public long count() {
    return count;
  }

  /** Milliseconds below which the share (0…1) of the times lie; 0 when empty. */
  public double quantileMs(double share) {
    return atRank(Math.max(1, (long) Math.ceil(share * count))) / 10.0;
  }

  /** Milliseconds of the time at a place, counted from 0, in ascending order; 0 when empty. */
  public double atMs(long place) {
    return atRank(place + 1) / 10.0;
  }

  private long atRank(long rank) {
    long seen = 0;
    for (long cell : ordered()) {
      seen += cell & COUNT;
      if (seen >= rank) {
        return Math.min(largest(stepOf(cell)), max);
      }
    }
    return Math.max(0, max);
  }

  public double maxMs() {
    return Math.max(0, max) / 10.0;
  }

  /** Counts by doubling milliseconds: below 0.1, 0.2, 0.4, … up to the largest time. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    long[] sorted = ordered();
    int at = 0;
    long from = 0;
    for (long to = 1; count > 0 && from <= max; to *= 2) {
      long inside = 0;
      while (at < size && largest(stepOf(sorted[at])) < to) {
        inside += sorted[at++] & COUNT;
      }
      bins.add(new Bin(from / 10.0, to / 10.0, inside));
      from = to;
    }
    return bins;
  }

  /** Times with fromMs ≤ t &lt; toMs. */
  public record Bin(double fromMs, double toMs, long count) {}

  /** Steps and their counts in turn, for saving; then the largest time. */
  long[] packed() {
    long[] sorted = ordered();
    long[] packed = new long[2 * size + 1];
    for (int i = 0; i < size; i++) {
      packed[2 * i] = stepOf(sorted[i]);
      packed[2 * i + 1] = sorted[i] & COUNT;
    }
    packed[2 * size] = max;
    return packed;
  }

  /**
   * @throws IllegalArgumentException when nothing could have been packed like that
   */
  static LatencyDistribution unpacked(long[] packed) {
    LatencyDistribution distribution = new LatencyDistribution();
    for (int i = 0; i + 1 < packed.length; i += 2) {
      boolean isStep = packed[i] >= 0 && packed[i] < MOST_STEPS;
      if (!isStep || packed[i + 1] <= 0 || packed[i + 1] > COUNT) {
        throw new IllegalArgumentException("no step, or no count of it");
      }
      distribution.add((int) packed[i], packed[i + 1]);
      distribution.count += packed[i + 1];
    }
    distribution.max = packed[packed.length - 1];
    return distribution;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyDistribution that && Arrays.equals(packed(), that.packed());
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count);
  }
}
