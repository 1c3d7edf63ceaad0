package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.workload.Lines.Line;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Merging in any order and grouping gives the whole, to the bit. */
class WorkloadMergeTest {

  @Provide
  Arbitrary<List<Line>> logs() {
    return Lines.logs();
  }

  @Property(tries = 150)
  void mergingPartsInAnyOrderAndGroupingIsReadingTheWhole(
      @ForAll("logs") List<Line> log, @ForAll Random random) {
    assertSameBytes(merged(log, Limits.STANDARD, random), log, Limits.STANDARD);
  }

  /** Also when there is more than is kept, and units fall silent and begin again. */
  @Property(tries = 300)
  void whatIsLeftOutDoesNotDependOnTheOrderOfMerging(
      @ForAll("logs") List<Line> log, @ForAll Random random) {
    assertSameBytes(merged(log, Lines.LOW, random), log, Lines.LOW);
  }

  /** The same for what takes too much memory: texts of one statement may be of any length. */
  @Property(tries = 300)
  void whatIsTooLongDoesNotDependOnTheOrderOfMerging(
      @ForAll("logs") List<Line> log, @ForAll Random random) {
    assertSameBytes(merged(log, Lines.LIGHT, random), log, Lines.LIGHT);
  }

  /** Until they take so much, all are told apart. */
  @Property(tries = 100)
  void textsTakeNoMoreThanTheyMayAndWhatIsLeftOutIsSaid(@ForAll("logs") List<Line> log) {
    Workload all = Lines.read(log, Limits.STANDARD);
    Workload light = Lines.read(log, Lines.LIGHT);
    assertThat(light.statements().stream().mapToLong(StatementStatistics::weight).sum())
        .isLessThanOrEqualTo(Lines.LIGHT.texts());
    boolean fits =
        all.statements().stream().mapToLong(StatementStatistics::weight).sum()
            <= Lines.LIGHT.texts();
    assertThat(light.statements().size() == all.statements().size()).isEqualTo(fits);
    assertThat(light.limits().stream().anyMatch(said -> said.contains("texts as long as theirs")))
        .isEqualTo(!fits);
    assertThat(light.groups().stream().mapToLong(g -> g.key().characters()).sum())
        .isLessThanOrEqualTo(Lines.LIGHT.sites());
  }

  private static void assertSameBytes(Workload merged, List<Line> log, Limits limits) {
    Workload whole = Lines.read(log, limits);
    assertThat(merged.totals()).isEqualTo(whole.totals());
    assertThat(merged.units()).isEqualTo(whole.units());
    assertThat(content(merged)).isEqualTo(content(whole));
  }

  /** All but the names of the inputs; letters where there are any, to be read when it differs. */
  private static String content(Workload workload) {
    StringBuilder content = new StringBuilder();
    for (byte b : WorkloadFile.plainOfClosed(workload)) {
      content.append(b >= ' ' ? (char) b + "" : "~" + b);
    }
    return content.toString();
  }

  private static Workload merged(List<Line> log, Limits limits, Random random) {
    List<Workload> parts = new ArrayList<>();
    for (int from = 0; from < log.size(); ) {
      int to = Math.min(log.size(), from + 1 + random.nextInt(25));
      parts.add(Lines.read(log, from, to, limits));
      from = to;
    }
    Collections.shuffle(parts, random);
    if (random.nextInt(4) == 0) {
      WorkloadSum sum = new WorkloadSum();
      parts.forEach(sum::add);
      return sum.get();
    }
    while (parts.size() > 1) {
      Workload one = parts.remove(random.nextInt(parts.size()));
      int at = random.nextInt(parts.size());
      parts.set(at, parts.get(at).merge(one));
    }
    return parts.get(0);
  }

  /** A unit that two inputs hold parts of is one unit. */
  @Property(tries = 100)
  void unitsSplitAcrossInputsAreRejoined(@ForAll("logs") List<Line> log, @ForAll Random random) {
    int cut = random.nextInt(log.size() + 1);
    Workload first = Lines.read("a", log, 0, cut, Limits.STANDARD);
    Workload second = Lines.read("b", log, cut, log.size(), Limits.STANDARD);
    long requests = log.stream().map(Line::request).distinct().count();
    assertThat(first.merge(second).units()).isEqualTo(requests);
    assertThat(first.merge(second)).isEqualTo(second.merge(first));
  }

  @Property(tries = 50)
  void theEmptyWorkloadIsNeutral(@ForAll("logs") List<Line> log) {
    Workload some = Lines.read(log, Limits.STANDARD);
    assertThat(Workload.EMPTY.merge(some)).isEqualTo(some);
    assertThat(some.merge(Workload.EMPTY)).isEqualTo(some);
  }

  /** Sums do not feel what is left out. */
  @Property(tries = 100)
  void totalsStayExactHoweverLittleIsKept(@ForAll("logs") List<Line> log) {
    Workload all = Lines.read(log, Limits.STANDARD);
    Workload few = Lines.read(log, Lines.LOW);
    assertThat(withoutNames(few.totals())).isEqualTo(withoutNames(all.totals()));
    assertThat(few.totals().byCommand().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(all.totals().queries());
    assertSourcesAreBounded(few, all);
    assertThat(few.statements()).hasSizeLessThanOrEqualTo(3);
    assertThat(few.statements().size() < all.statements().size())
        .isEqualTo(few.limits().stream().anyMatch(said -> said.contains("totals only")));
    few.statements()
        .forEach(s -> assertThat(s.calls()).isEqualTo(all.statement(s.fingerprint()).calls()));
  }

  private static Totals withoutNames(Totals t) {
    return new Totals(
        t.queries(),
        t.ok(),
        t.error(),
        t.db(),
        t.queue(),
        t.decode(),
        t.idle(),
        Map.of(),
        Map.of());
  }

  /** A source that is told apart is exact; what the others make up is said. */
  private static void assertSourcesAreBounded(Workload few, Workload all) {
    Map<String, Long> kept = new HashMap<>(few.totals().bySource());
    Long others = kept.remove("(others)");
    assertThat(kept).hasSizeLessThanOrEqualTo(Lines.LOW.sources());
    assertThat(all.totals().bySource()).containsAllEntriesOf(kept);
    long counted = kept.values().stream().mapToLong(n -> n).sum();
    assertThat(counted + (others == null ? 0 : others)).isEqualTo(all.totals().queries());
    assertThat(few.limits().stream().anyMatch(said -> said.contains("different sources")))
        .isEqualTo(others != null);
  }
}
