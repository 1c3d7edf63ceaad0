package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class UnbatchedInsertTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("unbatched-insert/good.log").seenBy(new UnbatchedInsert()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("unbatched-insert/bad.log")
        .seenBy(new UnbatchedInsert())
        .finds(1)
        .says("copies is inserted row by row")
        .at("lib/library/stock.ex:17")
        .proposes(Fix.InsertAll.class);
  }
}
