package dev.ectoscope.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.Position;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.sql.Fingerprint;
import dev.ectoscope.sql.SqlReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Merging in any order and grouping gives the whole. */
class WorkloadMergeTest {

  private static final SqlReader SQL = new SqlReader();

  private record Line(int request, int statement, int db, int parameter, boolean ok) {}

  @Provide
  Arbitrary<List<Line>> logs() {
    Arbitrary<Line> line =
        Combinators.combine(
                Arbitraries.integers().between(1, 6),
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(0, 20_000),
                Arbitraries.integers().between(1, 5),
                Arbitraries.of(true, true, true, false))
            .as(Line::new);
    return line.list().ofMinSize(1).ofMaxSize(60);
  }

  @Property(tries = 150)
  void mergingPartsInAnyOrderAndGroupingIsReadingTheWhole(
      @ForAll("logs") List<Line> log, @ForAll Random random) {
    Workload whole = read(log, 0, log.size());
    List<Workload> parts = new ArrayList<>();
    for (int from = 0; from < log.size(); ) {
      int to = Math.min(log.size(), from + 1 + random.nextInt(10));
      parts.add(read(log, from, to));
      from = to;
    }
    Collections.shuffle(parts, random);
    while (parts.size() > 1) {
      Workload one = parts.remove(random.nextInt(parts.size()));
      int at = random.nextInt(parts.size());
      parts.set(at, parts.get(at).merge(one));
    }
    Workload merged = parts.get(0);
    assertThat(merged.totals()).isEqualTo(whole.totals());
    assertThat(List.copyOf(merged.units())).isEqualTo(List.copyOf(whole.units()));
    assertThat(List.copyOf(merged.statements())).isEqualTo(List.copyOf(whole.statements()));
    assertThat(merged.repetitions()).isEqualTo(whole.repetitions());
    assertThat(merged.groups()).isEqualTo(whole.groups());
  }

  @Property(tries = 50)
  void theEmptyWorkloadIsNeutral(@ForAll("logs") List<Line> log) {
    Workload some = read(log, 0, log.size());
    assertThat(Workload.EMPTY.merge(some)).isEqualTo(some);
    assertThat(some.merge(Workload.EMPTY)).isEqualTo(some);
  }

  private static Workload read(List<Line> log, int from, int to) {
    WorkloadBuilder builder = new WorkloadBuilder(SQL);
    for (int i = from; i < to; i++) {
      builder.accept(query(log.get(i), i));
    }
    return builder.build(
        new InputFile("log", "console", 0, to - from, to - from, to - from, List.of()));
  }

  private static LogEvent.Query query(Line line, int at) {
    String sql =
        "SELECT b0.\"id\" FROM \"books_" + line.statement() + "\" AS b0 WHERE (b0.\"id\" = $1)";
    return new LogEvent.Query(
        new Position("log", at),
        at * 10L,
        new LogEvent.Process("F" + line.request(), ""),
        line.ok(),
        "books_" + line.statement(),
        line.db(),
        LogEvent.ABSENT,
        line.db() % 7,
        0,
        new StatementText(sql, Fingerprint.of(sql)),
        new Parameters(line.parameter(), "[" + line.parameter() + "]"),
        new CallSite("Library.Books.find/1", "lib/library/books.ex", line.statement()),
        false);
  }
}
