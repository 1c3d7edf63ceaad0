package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class NPlusOneQueryTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("n-plus-one-query/good.log").seenBy(new NPlusOneQuery()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("n-plus-one-query/bad.log")
        .seenBy(new NPlusOneQuery())
        .finds(1)
        .says("reviews is read once per book")
        .at("lib/library/shelves.ex:23")
        .proposes(Fix.Preload.class);
  }
}
