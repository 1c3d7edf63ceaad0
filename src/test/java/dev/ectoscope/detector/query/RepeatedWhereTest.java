package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class RepeatedWhereTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("repeated-where/good.log").seenBy(new RepeatedWhere()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("repeated-where/bad.log")
        .seenBy(new RepeatedWhere())
        .finds(1)
        .says("The same conditions on books stand in 3 queries")
        .at("lib/library/shelves.ex:31")
        .proposes(Fix.Scope.class);
  }
}
