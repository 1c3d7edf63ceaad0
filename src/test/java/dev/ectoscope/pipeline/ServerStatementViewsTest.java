package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsFile;
import dev.ectoscope.report.ConsoleReport;
import dev.ectoscope.report.HtmlReport;
import dev.ectoscope.report.JsonReport;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerStatementViewsTest {

  private static final String LOG =
      """
      10:00:00.000 [debug] QUERY OK source="beds" db=1.0ms
      SELECT b0."id" FROM "beds" AS b0 WHERE (b0."ward" = $1) LIMIT 5 [7]
      10:00:01.000 [debug] QUERY OK db=0.1ms
      begin []
      """;

  private static final String CSV =
      """
      queryid,rolname,query,calls,total_exec_time,mean_exec_time,max_exec_time,rows,shared_blks_hit,shared_blks_read
      1,app,"SELECT b0.""id"" FROM ""beds"" AS b0 WHERE (b0.""ward"" = $1) LIMIT $2",20,50.25,2.5,9,60,100,20
      2,app,"SELECT b0.""id"" FROM ""beds"" AS b0 WHERE (b0.""ward"" = $1) LIMIT $2",10,9.75,1,2,30,40,0
      3,app,"SELECT e0.""id"" FROM ""exports"" AS e0",4,900,225,400,4,1,1
      4,boss,<insufficient privilege>,1,5,5,5,1,0,0
      5,app,CREATE TABLE x (a text DEFAULT 'secret'),1,70,70,70,0,0,0
      6,app,BEGIN,99,1,0.01,1,0,0,0
      """;

  @TempDir Path folder;

  private Review review(String csv) throws IOException {
    Path file = folder.resolve("pgss.csv");
    Files.writeString(file, csv);
    ServerStatements statements = ServerStatementsFile.read(file);
    Workload workload =
        new LogReading(new SqlReader(), Progress.SILENT)
            .read("log", new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8)));
    Evidence evidence = Evidence.NONE.withStatements(List.of(statements), Map.of());
    return new Advisor(Detectors.ALL, (log, requests) -> evidence)
        .advise(workload, Instant.parse("2024-05-02T12:00:00Z"));
  }

  @Test
  void saysNothingWhenNobodyAsked() throws IOException {
    Workload workload =
        new LogReading(new SqlReader(), Progress.SILENT)
            .read("log", new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8)));
    Review review =
        new Advisor(Detectors.ALL, Advisor.Witness.NONE).advise(workload, Instant.EPOCH);
    assertThat(review.serverStatements()).isNull();
    assertThat(new JsonReport().write(review)).doesNotContain("pgss", "serverStatements");
  }

  @Test
  void putsTrueTotalsBesideTheLogs() throws IOException {
    StatementRow.Pgss pgss =
        review(CSV).statements().stream()
            .filter(s -> s.sql().startsWith("SELECT"))
            .findFirst()
            .orElseThrow()
            .pgss();
    assertThat(pgss.queryIds()).containsExactly("1", "2");
    assertThat(pgss.calls()).isEqualTo(30);
    assertThat(pgss.totalMs()).isEqualTo(60);
    assertThat(pgss.meanMs()).isEqualTo(2);
    assertThat(pgss.maxMs()).isEqualTo(9);
    assertThat(pgss.sharedBlksHit()).isEqualTo(140);
    assertThat(pgss.walBytes()).isNull();
  }

  @Test
  void tellsWhatTheLogNeverSaw() throws IOException {
    Review.ServerStatements server = review(CSV).serverStatements();
    assertThat(server.matched()).isEqualTo(1);
    assertThat(server.ofLog()).isEqualTo(1);
    assertThat(server.unseen())
        .extracting(Review.UnseenRow::origin)
        .containsExactly("ecto", "hidden");
    assertThat(server.origins())
        .extracting(Review.OriginRow::origin)
        .containsExactly("ecto", "migration", "log", "hidden");
    assertThat(server.notes().toString()).contains("GRANT pg_read_all_stats");
  }

  @Test
  void isShownEverywhereAndHoldsNoLiteral() throws IOException {
    Review review = review(CSV);
    String console = new ConsoleReport(1).render(review, 80, false, false);
    assertThat(console)
        .contains("pg_stat_statements (pgss.csv)", "900 ms", "SELECT id FROM exports");
    String page = new HtmlReport(Detectors.described()).singleFile(review);
    assertThat(page).contains("On the server, not in the log", "On the server</dt>");
    String json = new JsonReport().write(review);
    assertThat(json + console + page).doesNotContain("secret");
    assertThat(new JsonReport().read(json)).isEqualTo(review);
  }

  @Test
  void anEmptyViewIsNotChecked() throws IOException {
    String console =
        new ConsoleReport(1).render(review("query,calls,total_exec_time\n"), 100, false, false);
    assertThat(console).contains("pg_stat_statements", "the file holds no statement");
  }
}
