package dev.ectoscope.workload;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * A mergeable distribution of times in tenths of a millisecond, with a relative error below 1 %
 * (HdrHistogram, two significant digits).
 */
public final class LatencyDistribution {

  private static final int SIGNIFICANT_DIGITS = 2;

  private final Histogram histogram;

  private LatencyDistribution(Histogram histogram) {
    this.histogram = histogram;
  }

  /** The distribution of the given times; negative times (not printed) are left out. */
  public static LatencyDistribution of(long... tenths) {
    Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    for (long time : tenths) {
      if (time >= 0) {
        histogram.recordValue(time);
      }
    }
    return new LatencyDistribution(histogram);
  }

  static LatencyDistribution owning(Histogram histogram) {
    return new LatencyDistribution(histogram);
  }

  static Histogram emptyHistogram() {
    return new Histogram(SIGNIFICANT_DIGITS);
  }

  public LatencyDistribution merge(LatencyDistribution other) {
    Histogram sum = histogram.copy();
    sum.add(other.histogram);
    return new LatencyDistribution(sum);
  }

  public long count() {
    return histogram.getTotalCount();
  }

  /** Milliseconds below which the share (0…1) of the times lie; 0 when empty. */
  public double quantileMs(double share) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(share * 100) / 10.0;
  }

  public double maxMs() {
    return count() == 0 ? 0 : histogram.getMaxValue() / 10.0;
  }

  /** Counts by doubling milliseconds: below 0.1, 0.2, 0.4, … up to the largest time. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    long from = 0;
    long to = 1;
    while (count() > 0 && from <= histogram.getMaxValue()) {
      bins.add(new Bin(from / 10.0, to / 10.0, histogram.getCountBetweenValues(from, to - 1)));
      from = to;
      to *= 2;
    }
    return bins;
  }

  /** Times with fromMs ≤ t &lt; toMs. */
  public record Bin(double fromMs, double toMs, long count) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyDistribution that && histogram.equals(that.histogram);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count());
  }
}
