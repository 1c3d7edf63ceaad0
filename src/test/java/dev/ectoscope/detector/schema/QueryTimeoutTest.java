package dev.ectoscope.detector.schema;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class QueryTimeoutTest {

  @Test
  void staysSilentOnQueriesThatEndInTime() {
    given("query-timeout/good.log").seenBy(new QueryTimeout()).staysSilent();
  }

  @Test
  void otherErrorsAreOtherFindings() {
    given("deadlock/bad.log").seenBy(new QueryTimeout()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("query-timeout/bad.log")
        .seenBy(new QueryTimeout())
        .finds(1)
        .says("A select on visits ran out of time 2 times")
        .at("lib/clinic/reports.ex:9")
        .notes("2 of 2 executions were ended.")
        .proposes(Fix.StatementTimeout.class);
  }

  @Test
  void tellsWhoEndedIt() {
    given("query-timeout/bad.log").seenBy(new QueryTimeout()).isVariant("client");
  }
}
