package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Exact for few values, an estimate that says so for many. */
class DistinctCountTest {

  @Property
  void fewValuesAreCountedExactly(
      @ForAll @Size(max = 100) List<@IntRange(max = 200) Integer> a,
      @ForAll @Size(max = 100) List<@IntRange(max = 200) Integer> b) {
    DistinctCount both = of(a).merge(of(b));
    long exact = java.util.stream.Stream.concat(a.stream(), b.stream()).distinct().count();
    assertThat(both.count()).isEqualTo(exact);
    assertThat(both.isExact()).isTrue();
  }

  @Test
  void manyValuesAreEstimatedTheSameWayHoweverTheyCome() {
    DistinctCount whole = new DistinctCount();
    DistinctCount odd = new DistinctCount();
    DistinctCount even = new DistinctCount();
    for (int i = 0; i < 100_000; i++) {
      whole.add(i);
      (i % 2 == 0 ? even : odd).add(i);
    }
    assertThat(whole.isExact()).isFalse();
    assertThat((double) whole.count()).isCloseTo(100_000, within(20_000.0));
    assertThat(odd.merge(even).packed()).isEqualTo(whole.packed());
    assertThat(even.merge(odd).packed()).isEqualTo(whole.packed());
  }

  private static DistinctCount of(List<Integer> values) {
    DistinctCount count = new DistinctCount();
    values.forEach(count::add);
    return count;
  }
}
