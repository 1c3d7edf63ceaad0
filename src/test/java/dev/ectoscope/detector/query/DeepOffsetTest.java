package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeepOffsetTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("deep-offset/good.log").seenBy(new DeepOffset()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("deep-offset/bad.log")
        .seenBy(new DeepOffset())
        .finds(1)
        .says("Deep pages of books are reached by OFFSET")
        .at("lib/library/archive.ex:8")
        .proposes(Fix.KeysetPage.class);
  }

  /** A page after a row needs an index in the very order of the cursor. */
  @Test
  void bringsTheIndexThatTheCursorNeeds() {
    String newest = "WHERE (l0.\"branch\" = $1) ORDER BY l0.\"lent_at\" DESC LIMIT 20 OFFSET $2";
    assertThat(fixes(newest, Library.with(200_000)))
        .contains(index("branch", "lent_at", "id"))
        .hasSize(2);
    String mixed = "ORDER BY l0.\"branch\", l0.\"lent_at\" DESC LIMIT 20 OFFSET $2";
    assertThat(fixes(mixed, Library.with(200_000)))
        .contains(index("branch", "lent_at DESC", "id DESC"));
    assertThat(fixes(newest, Library.with(90))).hasSize(1);
    assertThat(fixes(newest, Evidence.NONE)).hasSize(1);
    assertThat(fixes("ORDER BY l0.\"id\" LIMIT 20 OFFSET $2", Library.with(200_000))).hasSize(1);
  }

  private static Fix index(String... keys) {
    return new Fix.CreateIndex("", "loans", List.of(keys), "btree", "", List.of(), "");
  }

  private static List<Fix> fixes(String rest, Evidence evidence) {
    String query =
        "09:00:00.004 [debug] QUERY OK source=\"loans\" db=39.0ms idle=12.3ms\n"
            + "SELECT l0.\"id\" FROM \"loans\" AS l0 %s [7, 24000]\n";
    Given.Judged judged =
        Given.text(query.formatted(rest))
            .seenBy(new DeepOffset(), evidence)
            .finds(1)
            .judged()
            .get(0);
    return ((Verdict.Confirmed) judged.verdict()).fixes();
  }
}
