package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class LargeCountTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("large-count/good.log").seenBy(new LargeCount(), Library.with(200_000)).staysSilent();
  }

  @Test
  void smallTablesMayBeCounted() {
    given("large-count/bad.log")
        .seenBy(new LargeCount(), Library.with(900))
        .dismisses("loans has only 900 rows");
  }

  @Test
  void countsOfSomeRowsAreAnotherQuestion() {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=39.0ms idle=12.3ms
            SELECT count(*) FROM "loans" AS l0 WHERE (l0."branch" = $1) ["north"]
            """)
        .seenBy(new LargeCount(), Library.with(200_000))
        .staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("large-count/bad.log")
        .seenBy(new LargeCount(), Library.with(200_000))
        .finds(1)
        .says("All rows of loans are counted")
        .at("lib/library/desk.ex:40")
        .proposes(Fix.EstimatedCount.class);
  }

  @Test
  void aSlowCountNeedsNoDatabaseToBeSeen() {
    given("large-count/bad.log").seenBy(new LargeCount()).finds(1);
  }
}
