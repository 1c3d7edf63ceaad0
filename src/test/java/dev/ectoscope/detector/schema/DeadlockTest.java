package dev.ectoscope.detector.schema;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class DeadlockTest {

  @Test
  void staysSilentOnceRowsAreLockedInOneOrder() {
    given("deadlock/good.log").seenBy(new Deadlock()).staysSilent();
  }

  @Test
  void otherErrorsAreOtherFindings() {
    given("failing-query/good.log").seenBy(new Deadlock()).staysSilent();
    given("query-timeout/bad.log").seenBy(new Deadlock()).staysSilent();
  }

  @Test
  void reportsThePlaceTheOrderAndTheRemedy() {
    given("deadlock/bad.log")
        .seenBy(new Deadlock())
        .finds(1)
        .says("Transactions that write beds waited for each other once")
        .at("lib/clinic/beds.ex:18")
        .notes("In this order the unit of work locked rows: update beds, then update beds.")
        .proposes(Fix.LockInOrder.class);
  }
}
