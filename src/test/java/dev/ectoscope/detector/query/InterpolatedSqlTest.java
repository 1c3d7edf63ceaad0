package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class InterpolatedSqlTest {

  private static String queries(String format) {
    StringBuilder log = new StringBuilder();
    for (int i = 1; i <= 20; i++) {
      log.append("[debug] QUERY OK db=0.9ms idle=1.0ms\n").append(String.format(format, i, i + 1));
    }
    return log.toString();
  }

  @Test
  void parametersAreNotValuesInTheText() {
    given("interpolated-sql/good.log").seenBy(new InterpolatedSql()).staysSilent();
  }

  @Test
  void aConstantOfTheSourceIsAlwaysTheSame() {
    Given.text(
            queries("SELECT b0.\"id\" FROM \"books\" AS b0 WHERE (b0.\"status\" = 'lent') [%d]\n"))
        .seenBy(new InterpolatedSql())
        .staysSilent();
  }

  @Test
  void listsAndLimitsHoldNoSearchValues() {
    Given.text(
            queries("SELECT id FROM books WHERE shelf = 'a' AND id IN (%d,%d,3) LIMIT 10 []\n")
                + queries("SELECT id FROM books WHERE status = 'lent' LIMIT %d OFFSET %d []\n"))
        .seenBy(new InterpolatedSql())
        .staysSilent();
  }

  /** Tracing appends comments to each text. */
  @Test
  void commentsAreNoValues() {
    Given.text(queries("SELECT id FROM books WHERE status = 'lent' /* trace='%d-%d' */ []\n"))
        .seenBy(new InterpolatedSql())
        .staysSilent();
  }

  @Test
  void reportsTheColumnAndTheDanger() {
    given("interpolated-sql/bad.log")
        .seenBy(new InterpolatedSql())
        .finds(1)
        .says("Values of insurance_number are written into the text of a query on patients")
        .notes("10 executions with 10 different texts that differ in their values only.")
        .proposes(Fix.Parameters.class);
  }
}
