package dev.ectoscope.postgres.statements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.statements.ServerStatements.Counters;
import dev.ectoscope.postgres.statements.ServerStatements.Row;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ServerStatementsDeltaTest {

  private static Row row(String id, double calls) {
    double n = Double.NaN;
    return new Row(
        id,
        "app",
        "clinic",
        true,
        "SELECT " + id,
        new Counters(calls, calls * 2, 1, 3, n, calls, n, n, n, n, n, n, n, n, n));
  }

  private static ServerStatements at(String since, long evictions, Row... rows) {
    return new ServerStatements(
        ServerStatements.SCHEMA,
        "db",
        "2024-05-02T00:00:00Z",
        since,
        evictions,
        false,
        List.of(),
        List.of(),
        List.of(rows));
  }

  @Test
  void leavesOutWhatDidNotRun() {
    ServerStatements delta =
        ServerStatementsDelta.between(at("", -1, row("1", 5)), at("", -1, row("1", 5)));
    assertThat(delta.rows()).isEmpty();
    assertThat(delta.notes()).hasSize(1);
  }

  @Test
  void countsWhatRanBetween() {
    ServerStatements delta =
        ServerStatementsDelta.between(
            at("", -1, row("1", 5)), at("", -1, row("1", 8), row("2", 1)));
    assertThat(delta.rows()).extracting(r -> r.counters().calls()).containsExactly(3.0, 1.0);
    assertThat(delta.rows().get(0).counters().totalMs()).isEqualTo(6);
    assertThat(delta.rows().get(0).counters().maxMs()).isNaN();
  }

  @Test
  void knowsAResetByItsTimeOrByCountersThatFell() {
    ServerStatements told =
        ServerStatementsDelta.between(
            at("2024-01-01T00:00:00Z", 0, row("1", 5)), at("2024-05-01T00:00:00Z", 0, row("1", 9)));
    assertThat(told.rows().get(0).counters().calls()).isEqualTo(9);
    assertThat(told.notes().toString()).contains("reset between", "2024-05-01");
    ServerStatements fallen =
        ServerStatementsDelta.between(
            at("", -1, row("1", 5), row("2", 9)), at("", -1, row("1", 2), row("2", 1)));
    assertThat(fallen.notes().toString()).contains("reset between");
    assertThat(fallen.rows()).hasSize(2);
  }

  @Test
  void knowsEvictions() {
    ServerStatements delta =
        ServerStatementsDelta.between(
            at("", -1, row("1", 5), row("2", 5), row("3", 5), row("4", 5)),
            at("", -1, row("1", 6), row("2", 7), row("3", 2)));
    assertThat(delta.notes().toString()).contains("2 statements left the view");
    assertThat(delta.rows()).extracting(r -> r.counters().calls()).containsExactly(1.0, 2.0, 2.0);
  }

  @Property(tries = 200)
  void nothingIsEverNegative(
      @ForAll @IntRange(max = 9) int a,
      @ForAll @IntRange(max = 9) int b,
      @ForAll @IntRange(max = 9) int c,
      @ForAll @IntRange(max = 9) int d) {
    ServerStatements delta =
        ServerStatementsDelta.between(
            at("", -1, row("1", a), row("2", b)), at("", -1, row("1", c), row("2", d)));
    assertThat(delta.rows())
        .allMatch(r -> r.counters().calls() >= 0 && r.counters().totalMs() >= 0);
  }
}
