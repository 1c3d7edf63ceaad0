package dev.ectoscope.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ectoscope.FuzzedFile;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.postgres.plan.PlanNode;
import dev.ectoscope.postgres.plan.PlanReader;
import dev.ectoscope.postgres.plan.PlanReading;
import dev.ectoscope.postgres.plan.PlanTimes;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsFile;
import dev.ectoscope.postgres.term.ElixirTerm;

/** Parameters, plans and exports of pg_stat_statements that nobody wrote. */
class TermAndPlanFuzzTest {

  @FuzzTest
  void parameters(byte[] printed) {
    ElixirTerm.Parsed read = ElixirTerm.parse(new String(printed, UTF_8));
    if (read instanceof ElixirTerm.Elided elided) {
      assertThat(elided.reason()).isNotBlank();
      assertThat(elided.parts()).hasSameSizeAs(elided.types());
      assertThat(elided.parts()).allMatch(part -> part.known() || part.text() == null);
    } else {
      assertThat(read.values()).hasSameSizeAs(read.types());
    }
    assertThat(read.masked()).startsWith("[").endsWith("]");
  }

  @FuzzTest
  void plan(byte[] text) {
    PlanReading reading = PlanReader.understand(new String(text, UTF_8));
    if (reading instanceof PlanReading.Refused refused) {
      assertThat(refused.reason()).isNotBlank();
      return;
    }
    Plan plan = ((PlanReading.Understood) reading).plan();
    PlanTimes times = PlanTimes.of(plan);
    for (PlanNode node : plan.allNodes()) {
      assertThat(times.ownMs(node)).isGreaterThanOrEqualTo(0).isFinite();
      assertThat(times.share(node)).isBetween(0.0, 1.0);
    }
  }

  @FuzzTest
  void serverStatements(byte[] file) {
    ServerStatements read = FuzzedFile.read(file, TermAndPlanFuzzTest::orNull);
    if (read != null) {
      assertThat(read.rows()).allMatch(row -> row.counters() != null && row.query() != null);
      assertThat(ServerStatementsFile.write(read)).isNotBlank();
    }
  }

  private static ServerStatements orNull(java.nio.file.Path file) {
    try {
      return ServerStatementsFile.read(file);
    } catch (ServerStatementsFile.NotUnderstood e) {
      assertThat(e).hasMessageContaining(file.toString());
      return null;
    }
  }
}
