package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Quantiles within the stated error, counts exact, merging exact. */
class LatencyDistributionTest {

  @Test
  void nothingHasNoQuantile() {
    LatencyDistribution none = LatencyDistribution.of(-1);
    assertThat(none.count()).isZero();
    assertThat(none.quantileMs(0.5)).isZero();
    assertThat(none.bins()).isEmpty();
  }

  @Property
  void everyTimeOfTheOrderIsWithinTheStatedError(
      @ForAll @Size(min = 1, max = 200)
          List<@LongRange(min = 0, max = 100_000_000_000L) Long> list) {
    long[] times = list.stream().mapToLong(Long::longValue).toArray();
    LatencyDistribution distribution = LatencyDistribution.of(times);
    long[] sorted = list.stream().mapToLong(Long::longValue).sorted().toArray();
    for (int i = 0; i < sorted.length; i++) {
      double exact = sorted[i] / 10.0;
      double allowed = sorted[i] < 256 ? 0 : exact / 128;
      assertThat(distribution.atMs(i)).isCloseTo(exact, within(allowed));
    }
    assertThat(distribution.maxMs()).isEqualTo(sorted[sorted.length - 1] / 10.0);
    assertThat(distribution.bins().stream().mapToLong(LatencyDistribution.Bin::count).sum())
        .isEqualTo(sorted.length);
  }

  @Property
  void mergingIsRecordingAll(
      @ForAll @Size(max = 50) List<@LongRange(min = -1, max = 1_000_000) Long> a,
      @ForAll @Size(max = 50) List<@LongRange(min = -1, max = 1_000_000) Long> b) {
    long[] all =
        java.util.stream.Stream.concat(a.stream(), b.stream()).mapToLong(Long::longValue).toArray();
    LatencyDistribution merged = of(a).merge(of(b));
    assertThat(merged).isEqualTo(LatencyDistribution.of(all)).isEqualTo(of(b).merge(of(a)));
    assertThat(LatencyDistribution.unpacked(merged.packed())).isEqualTo(merged);
  }

  private static LatencyDistribution of(List<Long> times) {
    return LatencyDistribution.of(times.stream().mapToLong(Long::longValue).toArray());
  }
}
