package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Index;
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

  /** The catalog says what makes an order certain, and what is there already. */
  @Test
  void thePrimaryKeyIsThatOfTheTable() {
    Index key = loans(true, List.of("branch", "no"), "", "");
    String newest = "ORDER BY l0.\"lent_at\" DESC LIMIT 20 OFFSET $2";
    List<Fix> fixes = fixes(newest, Library.with(200_000, key));
    assertThat(fixes).contains(index("lent_at", "branch", "no"));
    assertThat(((Fix.KeysetPage) fixes.get(0)).primaryKey()).containsExactly("branch", "no");
    String byKey = "ORDER BY l0.\"branch\", l0.\"no\" LIMIT 20 OFFSET $2";
    assertThat(fixes(byKey, Library.with(200_000, key))).hasSize(1);
  }

  @Test
  void anIndexInTheVeryOrderIsThereOnlyWhereItsDirectionsFit() {
    String mixed = "ORDER BY l0.\"branch\", l0.\"lent_at\" DESC LIMIT 20 OFFSET $2";
    List<String> keys = List.of("branch", "lent_at", "id");
    for (String[] there : new String[][] {{"", "DESC", "DESC"}, {"DESC", "", ""}}) {
      assertThat(fixes(mixed, Library.with(200_000, loans(false, keys, there)))).hasSize(1);
    }
    for (String[] other :
        new String[][] {{"", "", ""}, {"", "DESC", ""}, {"", "DESC NULLS LAST", "DESC"}}) {
      assertThat(fixes(mixed, Library.with(200_000, loans(false, keys, other)))).hasSize(2);
    }
    String pinned = "WHERE (l0.\"branch\" = $1) ORDER BY l0.\"lent_at\" LIMIT 20 OFFSET $2";
    assertThat(fixes(pinned, Library.with(200_000, loans(false, keys, "DESC", "", "")))).hasSize(1);
  }

  private static Index loans(boolean primary, List<String> keys, String... options) {
    return new Index(
        "public",
        "loans_there",
        "loans",
        "btree",
        keys,
        List.of(options),
        List.of(),
        "",
        primary,
        primary,
        true,
        8_192,
        "CREATE INDEX loans_there ON public.loans USING btree (" + String.join(", ", keys) + ")");
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
