package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnbatchedInsertTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("unbatched-insert/good.log").seenBy(new UnbatchedInsert()).staysSilent();
  }

  /** Ecto leaves out of an insert what is nil: one loop then prints several statements. */
  @ParameterizedTest
  @CsvSource({"4, 9, 1", "2, 9, 0", "4, 0, 0"})
  void rowsOfOneLoopMayDifferInTheirColumns(int times, int line, int found) {
    StringBuilder log = new StringBuilder("09:00:00.000 request_id=F1 [info] POST /loans\n");
    for (int i = 0; i < 2 * times; i++) {
      boolean whole = i % 2 == 0;
      log.append(
          """
          09:00:00.%03d request_id=F1 [debug] QUERY OK source="loans" db=0.9ms idle=1.0ms
          INSERT INTO "loans" ("due_on"%s) VALUES ($1%s) RETURNING "id" [%d%s]
          ↳ anonymous fn/1 in Library.Desk.lend/1, at: lib/library/desk.ex:%d
          """
              .formatted(
                  i + 1,
                  whole ? ",\"note\"" : "",
                  whole ? ",$2" : "",
                  i,
                  whole ? ", \"x\"" : "",
                  whole ? line : line == 0 ? 7 : line));
    }
    Given.Seen seen = Given.text(log.toString()).seenBy(new UnbatchedInsert());
    if (found == 0) {
      seen.staysSilent();
    } else {
      seen.finds(1).says("loans is inserted row by row");
    }
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
