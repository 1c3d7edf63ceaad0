package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NilComparisonTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("nil-comparison/good.log").seenBy(new NilComparison()).staysSilent();
  }

  /** SET x = NULL is an assignment. */
  @Test
  void nilMayBeStored() {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="books" db=0.9ms idle=12.3ms
            UPDATE "books" SET "branch_id" = $1 WHERE "id" = $2 [nil, 4]
            """)
        .seenBy(new NilComparison())
        .staysSilent();
  }

  /** Without a value the filter is not meant to filter, in Ecto's form and in one by hand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(($1::text IS NULL) OR (b0.\"title\" = $2))",
        "($1::uuid[] IS NULL OR b0.\"title\" = $2)"
      })
  void anOptionalFilterAsksForNilItself(String where) {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="books" db=0.9ms idle=12.3ms
            SELECT b0."id" FROM "books" AS b0 WHERE %s [nil, nil]
            """
                .formatted(where))
        .seenBy(new NilComparison())
        .staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("nil-comparison/bad.log")
        .seenBy(new NilComparison())
        .finds(1)
        .says("books.branch_id is compared with nil, which is never true")
        .at("lib/library/shelves.ex:70")
        .proposes(Fix.NilOrValue.class);
  }
}
