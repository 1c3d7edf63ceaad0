package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class RepeatedWhereTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("repeated-where/good.log").seenBy(new RepeatedWhere()).staysSilent();
  }

  /** Three {@code where} calls print {@code (a) AND (b) AND (c)}: so does a chain of scopes. */
  @Test
  void conditionsThatEachStandInAWhereOfTheirOwnMayBeOneFunctionAlready() {
    String query =
        """
        09:00:00.00%1$d request_id=FLib0001 [debug] QUERY OK source="books" db=0.8ms idle=12.3ms
        SELECT b0."%2$s" FROM "books" AS b0 WHERE (b0."withdrawn_at" IS NULL) AND (b0."branch_id" = $1) [1]
        ↳ Library.Shelves.%2$s/1, at: lib/library/shelves.ex:3%1$d
        """;
    seen(query, "id", "title", "isbn")
        .dismisses("each condition stands in a where of its own, as a composed query prints it");
  }

  @Test
  void oneWindowOfTimeAskedOfSeveralColumnsInOneFunction() {
    String query =
        """
        09:00:00.00%1$d request_id=FLib0001 [debug] QUERY OK source="loans" db=0.8ms idle=12.3ms
        SELECT l0."id" FROM "loans" AS l0 WHERE ((l0."%2$s" >= $1) AND (l0."%2$s" < $2)) [~D[2026-01-01], ~D[2026-02-01]]
        ↳ Library.Desk.month/2, at: lib/library/desk.ex:3%1$d
        """;
    seen(query, "lent_on", "returned_on")
        .finds(1)
        .says("The same window of time on loans is asked for by 2 queries")
        .proposes(Fix.Window.class);
    seen(query, "lent_on", "lent_on").staysSilent();
  }

  private static Given.Seen seen(String query, String... words) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      log.append(query.formatted(i + 1, words[i]));
    }
    return Given.text(log.toString()).seenBy(new RepeatedWhere());
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("repeated-where/bad.log")
        .seenBy(new RepeatedWhere())
        .finds(1)
        .says("The same conditions on books stand in 3 queries")
        .at("lib/library/shelves.ex:31")
        .proposes(Fix.Scope.class);
  }

  /** Without call sites the name of the request tells which statements belong together. */
  @Test
  void reportsAWindowOfOnePageWhereTheLogPrintsNoFunctions() {
    String window =
        "[debug] QUERY OK source=\"%1$s\" db=1.0ms idle=1.0ms\n"
            + "SELECT count(*) FROM \"%1$s\" AS a0 WHERE ((a0.\"%2$s\" >= $1) AND (a0.\"%2$s\" < $2))"
            + " [~D[2026-11-01], ~D[2026-12-01]]\n";
    String loans = window.formatted("loans", "lent_on");
    String fines = window.formatted("fines", "paid_on");
    String sent = "[info] Sent 200 in 9ms\n";
    Given.text("[info] GET /loans\n" + loans + sent + "[info] GET /fines\n" + fines + sent)
        .seenBy(new RepeatedWhere())
        .staysSilent();
    Given.text("[info] GET /month\n" + loans + fines + sent)
        .seenBy(new RepeatedWhere())
        .finds(1)
        .isVariant("window");
  }
}
