package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static dev.ectoscope.detector.query.Given.text;

import dev.ectoscope.review.Fix;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class NPlusOneWriteTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("n-plus-one-write/good.log").seenBy(new NPlusOneWrite()).staysSilent();
  }

  @Test
  void theProgressOfOneRowIsNoList() {
    text(writes(i -> "imports", i -> i + ", \"9c1e\"")).seenBy(new NPlusOneWrite()).staysSilent();
  }

  @Test
  void aLibraryKeepsItsOwnBooks() {
    text(writes(i -> "oban_jobs", i -> "\"done\", " + i)).seenBy(new NPlusOneWrite()).staysSilent();
  }

  @Test
  void theSameValueForManyRowsIsAList() {
    text(writes(i -> "imports", i -> "7, " + i)).seenBy(new NPlusOneWrite()).finds(1);
  }

  /** Eight updates of one request, at times of their own. */
  private static String writes(IntFunction<String> table, IntFunction<String> parameters) {
    StringBuilder log = new StringBuilder("10:00:00.000 request_id=A [info] POST /imports\n");
    for (int i = 0; i < 8; i++) {
      log.append(
          """
          10:00:00.%03d request_id=A [debug] QUERY OK source="%s" db=1.0ms idle=3.0ms
          UPDATE "%s" AS i0 SET "done" = $1 WHERE (i0."id" = $2) [%s]
          ↳ Library.Imports.go/1, at: lib/library/imports.ex:9
          """
              .formatted(10 + 3 * i, table.apply(i), table.apply(i), parameters.apply(i)));
    }
    return log + "10:00:00.100 request_id=A [info] Sent 200 in 100ms\n";
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

  /** {@code optimistic_lock} compares each row with what was read of it. */
  @Test
  void anOptimisticLockIsNotThrownAway() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      log.append(
          """
          09:00:00.010 request_id=F1 [debug] QUERY OK source="boats" db=0.7ms idle=1.0ms
          UPDATE "boats" SET "name" = $1, "lock_version" = $2 WHERE "id" = $3 AND "lock_version" = $4 ["x", 9, %1$d, 8]
          """
              .formatted(i));
    }
    Given.text(log.toString()).seenBy(new NPlusOneWrite()).finds(1).proposesNothing();
    Given.text(log.toString().replace(" AND \"lock_version\" = $4", "").replace(", 8]", "]"))
        .seenBy(new NPlusOneWrite())
        .finds(1)
        .proposes(Fix.UpdateAll.class);
  }
}
