package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.StatementRow;
import dev.ectoscope.workload.StatementStatistics;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A review is read by people: of what is longer than they read, the beginning and how much more.
 */
class OddLogsTest {

  private static final String SITE = "Library.Loans.of/1, at: lib/library/loans.ex:3";

  private static String query(String sql, String parameters, String site) {
    return "09:00:00.000 request_id=F1 [debug] QUERY OK source=\"loans\" db=0.7ms idle=1.0ms\n"
        + (sql + " " + parameters + "\n↳ " + site + "\n");
  }

  private static String columns(int many) {
    String all =
        IntStream.range(0, many)
            .mapToObj(i -> "l0.\"column_" + i + "\"")
            .collect(Collectors.joining(", "));
    return "SELECT " + all + " FROM \"loans\" AS l0 WHERE (l0.\"id\" = $1)";
  }

  private static StatementRow only(Review review) {
    assertThat(review.statements()).hasSize(1);
    return review.statements().get(0);
  }

  @Test
  void ofALongTextTheBeginningIsShown() throws IOException {
    String usual = columns(1_000);
    assertThat(only(Reviews.of(query(usual, "[1]", SITE))).sql()).isEqualTo(usual);
    String wide = columns(3_000);
    StatementRow row = only(Reviews.of(query(wide, "[1]", SITE)));
    assertThat(row.sql())
        .startsWith("SELECT l0.\"column_0\", ")
        .hasSizeLessThan(20_100)
        .endsWith(" … (%,d more characters)".formatted(wide.length() - 20_000));
    assertThat(row.summary()).isEqualTo("SELECT 3000 cols FROM loans WHERE (id = $1)");
  }

  @Test
  void aTextOfMegabytesIsCountedAndNotKept() throws IOException {
    String huge = columns(100_000);
    String other = huge.replace("column_99999", "column_0");
    Review review =
        Reviews.of(query(huge, "[1]", SITE) + query(huge, "[2]", SITE) + query(other, "[1]", SITE));
    assertThat(review.totals().queries()).isEqualTo(3);
    assertThat(review.statements()).extracting(StatementRow::calls).containsExactly(2L, 1L);
    assertThat(review.statements()).allMatch(row -> row.sql().length() < 20_100);
  }

  @Test
  void ofVeryManyCallSitesTheOthersAreOne() throws IOException {
    StringBuilder log = new StringBuilder("09:00:00.000 request_id=F1 [info] GET /loans\n");
    for (int i = 0; i < 250; i++) {
      String site = "Library.Loans%d.of/1, at: lib/library/loans.ex:3".formatted(i);
      log.append(query(columns(2), "[7]", site)).append(query(columns(2), "[7]", site));
    }
    Review review = Reviews.of(log + "09:00:00.900 request_id=F1 [info] Sent 200 in 900ms\n");
    StatementRow row = only(review);
    assertThat(row.callSites()).hasSize(201);
    assertThat(row.callSites().get(200))
        .isEqualTo(new StatementRow.CallSiteRow("(50 more call sites)", "", 0, 100));
    assertThat(row.callSites().stream().mapToLong(s -> s.calls()).sum()).isEqualTo(row.calls());
    assertThat(review.findings()).isNotEmpty();
    for (Finding finding : review.findings()) {
      boolean said = finding.evidence().stream().anyMatch(n -> n.text().contains("are not listed"));
      assertThat(finding.callSites()).hasSizeLessThanOrEqualTo(200);
      assertThat(said).isEqualTo(finding.callSites().size() == 200);
    }
    assertThat(review.findings()).anyMatch(f -> f.callSites().size() == 200);
  }

  @Test
  void aCallSiteHasNoMoreCharactersThanItsNamesMayHave() throws IOException {
    String site = "Library." + "Loans".repeat(1_000) + ".of/1, at: lib/library/loans.ex:3";
    StatementRow row = only(Reviews.of(query(columns(2), "[1]", site)));
    assertThat(row.callSites().get(0).function()).startsWith("Library.LoansLoans").hasSize(2_048);
  }

  @Test
  void aSourceHasNoMoreCharactersThanATablesNameMayHave() throws IOException {
    String log =
        query(columns(2), "[1]", SITE).replace("\"loans\" db", "\"" + "l".repeat(9_000) + "\" db");
    Review review = Reviews.of(log);
    assertThat(review.totals().bySource()).containsOnlyKeys("l".repeat(512));
    assertThat(only(review).calls()).isEqualTo(1);
  }

  @Test
  void ofAListOfMegabytesTheBeginningIsKept() throws IOException {
    String keys =
        IntStream.range(0, 100_000).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      log.append(
          query(
              "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (l0.\"id\" = ANY($1))",
              "[[" + i + ", " + keys + "]]",
              SITE));
    }
    Workload workload = Reviews.read("test.log", log.toString());
    StatementStatistics statement = workload.statements().iterator().next();
    assertThat(statement.calls()).isEqualTo(3);
    assertThat(statement.executions())
        .hasSize(3)
        .allMatch(e -> e.parameters().isPrinted() && e.parameters().text().length() == 65_536)
        .extracting(e -> e.parameters().hash())
        .doesNotHaveDuplicates();
  }
}
