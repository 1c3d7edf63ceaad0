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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static final String ASKED =
      """
      09:00:00.%1$03d request_id=F%2$d [debug] QUERY OK source="members" db=0.7ms idle=1.0ms
      SELECT m0."id" FROM "members" AS m0 WHERE (m0."id" = $1) [7]
      ↳ Pier.%3$s/2, at: lib/pier/%3$s.ex:4
      """;

  /** {@code asking}: the functions that ask in each of four requests, W for a write. */
  private static Given requests(String asking) {
    StringBuilder log = new StringBuilder();
    for (int k = 0; k < 4; k++) {
      log.append("09:00:00.%03d request_id=F%d [info] GET /%n".formatted(100 * k, k));
      int at = 100 * k;
      for (String function : asking.split(" ")) {
        at++;
        log.append(
            function.equals("W")
                ? ("09:00:00.%03d request_id=F%d [debug] QUERY OK source=\"members\" db=0.7ms idle=1.0ms\n"
                        + "UPDATE \"members\" SET \"name\" = $1 WHERE \"id\" = $2 [\"a\", 7]\n")
                    .formatted(at, k)
                : ASKED.formatted(at, k, function));
      }
      log.append("09:00:00.%03d request_id=F%d [info] Sent 200 in 9ms%n".formatted(at + 1, k));
    }
    return Given.text(log.toString());
  }

  /** Two functions are identical twins; between three there may have been a write. */
  @ParameterizedTest
  @ValueSource(strings = {"Plug.call Page.show", "Plug.call W Page.show Layout.app"})
  void whatFewFunctionsAskOrAskAnewIsNoDuplicate(String asking) {
    requests(asking).seenBy(new DuplicateQuery()).staysSilent();
  }

  @Test
  void whatSeveralFunctionsAskIsLoadedOnce() {
    requests("Plug.call Page.show Layout.app")
        .seenBy(new DuplicateQuery())
        .finds(1)
        .isVariant("several-places")
        .says("The same rows of members are read by 3 functions")
        .notes("12 queries with the same parameters in 4 units of work, sent by 3 functions.");
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
