package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import java.util.Map;
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

  private static final String COUNTED =
      """
      09:00:00.01%1$d request_id=F1 [debug] QUERY OK source="boats" db=0.7ms idle=1.0ms
      SELECT count(*) FROM "boats" AS b0 WHERE (b0."pier_id" = $1) [7]
      ↳ Pier.Harbour.full?/1, at: lib/harbour.ex:4
      """;

  /** There is no row to hand on, and a library's function is not the app's to change. */
  @Test
  void anAnswerIsNotARowAndALibraryIsNotTheApps() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      log.append(COUNTED.formatted(i));
    }
    Verdict.Confirmed own = verdict(log.toString(), Evidence.NONE);
    assertThat(own.fixes()).isEmpty();
    assertThat(own.action())
        .isEqualTo("Ask boats once and pass the answer on in Pier.Harbour.full?/1");
    ElixirProject other =
        ElixirProject.of(Map.of("lib/a.ex", "defmodule Dock.A do\n  def a, do: 1\nend\n"));
    Verdict.Confirmed library = verdict(log.toString(), Evidence.NONE.withSource(other));
    assertThat(library.action()).contains("or let the library cache it");
  }

  private static Verdict.Confirmed verdict(String log, Evidence evidence) {
    DuplicateQuery detector = new DuplicateQuery();
    Suspicion only = detector.suspect(Given.ofText(log)).findFirst().orElseThrow();
    return (Verdict.Confirmed) detector.judge(only, evidence);
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
