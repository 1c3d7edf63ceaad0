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

  /** A change of a row that another one changed first is tried again: nothing to load once. */
  @Test
  void whatIsWrittenInBetweenMustBeReadAgain() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      log.append(
          """
          09:00:00.01%1$d request_id=F1 [debug] QUERY OK source="boats" db=0.7ms idle=1.0ms
          SELECT b0."id", b0."version" FROM "boats" AS b0 WHERE (b0."id" = $1) [7]
          09:00:00.01%1$d request_id=F1 [debug] QUERY OK source="boats" db=0.7ms idle=1.0ms
          UPDATE "boats" SET "name" = $1, "version" = $2 WHERE "id" = $3 AND "version" = $4 ["x", 9, 7, %1$d]
          """
              .formatted(i));
    }
    Given.text(log.toString()).seenBy(new DuplicateQuery()).staysSilent();
    Given.text(log.toString()).seenBy(new NPlusOneWrite()).staysSilent();
  }
}
