package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class DeepOffsetTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("deep-offset/good.log").seenBy(new DeepOffset()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("deep-offset/bad.log")
        .seenBy(new DeepOffset())
        .finds(1)
        .says("Deep pages of books are reached by OFFSET")
        .at("lib/library/archive.ex:8")
        .proposes(Fix.KeysetPage.class);
  }
}
