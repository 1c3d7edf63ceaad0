package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A mergeable distribution of times in tenths of a millisecond. Times below 25.6 ms are exact,
 * larger ones have a relative error below 1/128 (0.8 %): each doubling is cut into 128 equal steps,
 * and a quantile is the largest time of its step. Only steps that occurred take memory.
 */
public final class LatencyDistribution {

  private static final int EXACT = 256;
  private static final int STEPS = 128;
  private static final int EXACT_BITS = 8;

  // Of a statement that ran once little else would be kept than room for more.
  private static final short[] NO_STEPS = {};
  private static final long[] NO_COUNTS = {};

  private short[] steps;
  private long[] counts;
  private int size;
  private long count;
  private long max = -1;

  LatencyDistribution() {
    steps = NO_STEPS;
    counts = NO_COUNTS;
  }

  private LatencyDistribution(LatencyDistribution other) {
    steps = Arrays.copyOf(other.steps, other.size);
    counts = Arrays.copyOf(other.counts, other.size);
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
    for (int i = 0; i < other.size; i++) {
      add(other.steps[i], other.counts[i]);
    }
    count += other.count;
    max = Math.max(max, other.max);
  }

  LatencyDistribution copy() {
    return new LatencyDistribution(this);
  }

  private void add(int step, long times) {
    short[] known = steps;
    int to = 0;
    int end = size;
    while (to < end) {
      int middle = to + end >>> 1;
      if (known[middle] < step) {
        to = middle + 1;
      } else {
        end = middle;
      }
    }
    if (to < size && known[to] == step) {
      counts[to] += times;
      return;
    }
    if (size == steps.length) {
      int room = size == 0 ? 1 : Math.max(4, size * 2);
      steps = Arrays.copyOf(steps, room);
      counts = Arrays.copyOf(counts, room);
    }
    System.arraycopy(steps, to, steps, to + 1, size - to);
    System.arraycopy(counts, to, counts, to + 1, size - to);
    steps[to] = (short) step;
    counts[to] = times;
    size++;
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
    for (int i = 0; i < size; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(largest(steps[i]), max);
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
    int at = 0;
    long from = 0;
    for (long to = 1; count > 0 && from <= max; to *= 2) {
      long inside = 0;
      while (at < size && largest(steps[at]) < to) {
        inside += counts[at++];
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
    long[] packed = new long[2 * size + 1];
    for (int i = 0; i < size; i++) {
      packed[2 * i] = steps[i];
      packed[2 * i + 1] = counts[i];
    }
    packed[2 * size] = max;
    return packed;
  }

  static LatencyDistribution unpacked(long[] packed) {
    LatencyDistribution distribution = new LatencyDistribution();
    for (int i = 0; i + 1 < packed.length; i += 2) {
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
