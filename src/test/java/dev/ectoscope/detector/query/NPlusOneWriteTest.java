package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class NPlusOneWriteTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("n-plus-one-write/good.log").seenBy(new NPlusOneWrite()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("n-plus-one-write/bad.log")
        .seenBy(new NPlusOneWrite())
        .finds(1)
        .says("loans is updated row by row")
        .at("lib/library/loans.ex:41")
        .proposes(Fix.UpdateAll.class);
  }
}
