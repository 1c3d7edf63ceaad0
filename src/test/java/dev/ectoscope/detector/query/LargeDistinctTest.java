package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class LargeDistinctTest {

  private static final String FIRST_BRANCHES =
      """
      09:00:00.004 [debug] QUERY OK source="loans" db=39.0ms idle=12.3ms
      SELECT DISTINCT l0."lent_at" FROM "loans" AS l0 ORDER BY l0."lent_at" LIMIT 10 []
      """;

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("large-distinct/good.log")
        .seenBy(new LargeDistinct(), Library.with(200_000))
        .staysSilent();
  }

  @Test
  void withoutTheSizeOfTheTableItSaysNothing() {
    given("large-distinct/bad.log").seenBy(new LargeDistinct()).staysSilent();
  }

  @Test
  void smallTablesAreReadAsQuickly() {
    given("large-distinct/bad.log")
        .seenBy(new LargeDistinct(), Library.with(900))
        .dismisses("loans has only 900 rows");
  }

  @Test
  void aLimitEndsTheWalkAlongAnIndex() {
    Given.text(FIRST_BRANCHES)
        .seenBy(
            new LargeDistinct(), Library.with(200_000, Library.index("loans", "btree", "lent_at")))
        .dismisses("an index on lent_at ends the search early");
    Given.text(FIRST_BRANCHES)
        .seenBy(new LargeDistinct(), Library.with(200_000))
        .finds(1)
        .proposes(Fix.CreateIndex.class);
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("large-distinct/bad.log")
        .seenBy(
            new LargeDistinct(), Library.with(200_000, Library.index("loans", "btree", "branch")))
        .finds(1)
        .says("The distinct values of loans.branch are gathered from all rows")
        .at("lib/library/desk.ex:44")
        .proposes(Fix.LooseScan.class);
  }
}
