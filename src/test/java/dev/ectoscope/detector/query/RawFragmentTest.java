package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawFragmentTest {

  private static Given.Seen seen(String sql) {
    return Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=9.0ms idle=12.3ms
            %s [1]
            ↳ Library.Desk.find/1, at: lib/library/desk.ex:18
            """
                .formatted(sql))
        .seenBy(new RawFragment());
  }

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("raw-fragment/good.log").seenBy(new RawFragment()).staysSilent();
  }

  /** As ecto_sql 3.x prints in, is_nil, != and ago; and plain SQL, which is no fragment. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (l0.\"branch\" IN ($1,$2))",
        "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (l0.\"branch\" = ANY($1))",
        "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (NOT (l0.\"branch\" IS NULL))",
        "SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE (l0.\"branch\" != 'a <> b')",
        "SELECT id FROM loans WHERE lent_at > now() - interval '30 days' AND branch IS NOT NULL",
      })
  void ectosOwnWordsAreNoFragments(String sql) {
    seen(sql).staysSilent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "l0.\"branch\" IN ($1, $2)",
        "l0.\"branch\" IS NOT NULL",
        "l0.\"branch\" <> $1",
        "l0.\"fee\" BETWEEN $1 AND $2",
        "l0.\"lent_at\" > now() - interval '30 days'",
        "l0.\"name\" ILIKE '%' || $1 || '%'",
      })
  void whatEctoNeverPrintsIsAFragment(String words) {
    seen("SELECT l0.\"id\" FROM \"loans\" AS l0 WHERE ((" + words + ") AND (l0.\"x\" = $3))")
        .finds(1)
        .proposes(Fix.EctoForm.class)
        .notes("Ecto would not print this by itself: " + words + " (a fragment)");
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("raw-fragment/bad.log")
        .seenBy(new RawFragment())
        .finds(1)
        .says("A fragment on loans says what Ecto can say")
        .at("lib/library/desk.ex:50")
        .proposes(Fix.EctoForm.class);
  }
}
