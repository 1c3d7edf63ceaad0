package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class DuplicateQueryTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("duplicate-query/good.log").seenBy(new DuplicateQuery()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("duplicate-query/bad.log")
        .seenBy(new DuplicateQuery())
        .finds(1)
        .says("The same rows of members are read several times in a request")
        .at("lib/library/members.ex:12")
        .proposes(Fix.LoadOnce.class);
  }
}
