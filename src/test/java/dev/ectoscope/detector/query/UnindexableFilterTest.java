package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnindexableFilterTest {

  private static Given.Seen seen(String where, double ms) {
    return Given.text(
            """
            09:00:00.004 request_id=FLib0001 [debug] QUERY OK source="loans" db=%sms idle=12.3ms
            SELECT l0."id" FROM "loans" AS l0 WHERE (%s) [1]
            ↳ Library.Desk.find/1, at: lib/library/desk.ex:18
            """
                .formatted(ms, where))
        .seenBy(new UnindexableFilter());
  }

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("unindexable-filter/good.log").seenBy(new UnindexableFilter()).staysSilent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "l0.\"lent_at\" = $1",
        "l0.\"lent_at\" = date($1)",
        "date(l0.\"lent_at\") = d1.\"day\"",
        "(l0.\"id\" = $1) AND (lower(l0.\"name\") = $1)",
        "(lower(l0.\"name\") = $1) OR (l0.\"id\" = $1)",
        "l0.\"fee\" + 1 > $1",
      })
  void filtersThatAnIndexCanServeOrThatDoNotMatter(String where) {
    seen(where, 12).staysSilent();
  }

  @Test
  void whatIsQuickWithoutADatabaseToAskIsLeftAlone() {
    seen("lower(l0.\"name\") = $1", 0.3).dismisses("it takes less than a millisecond a call");
  }

  @Test
  void anIndexOnTheVeryWordsServesIt() {
    given("unindexable-filter/bad.log")
        .seenBy(
            new UnindexableFilter(),
            Library.with(200_000, Library.index("loans", "btree", "date(lent_at)")))
        .dismisses("loans_index serves date(lent_at)");
  }

  @ParameterizedTest
  @CsvSource({"lent_at, 1", "(lent_at)::date, 0"})
  void anIndexOnTheColumnServesNoCastOfIt(String key, int reports) {
    Given.Seen seen =
        Given.text(
                """
                09:00:00.004 [debug] QUERY OK source="loans" db=12.0ms idle=12.3ms
                SELECT l0."id" FROM "loans" AS l0 WHERE (l0."lent_at"::date = $1) [~D[2026-01-02]]
                """)
            .seenBy(
                new UnindexableFilter(),
                Library.with(200_000, Library.index("loans", "btree", key)));
    if (reports == 1) {
      seen.finds(1).proposes(Fix.DateRange.class);
    } else {
      seen.dismisses("loans_index serves lent_at::date");
    }
  }

  @Test
  void aSmallTableIsReadAsQuicklyWithoutAnIndex() {
    given("unindexable-filter/bad.log")
        .seenBy(new UnindexableFilter(), Library.with(90))
        .dismisses("loans is small");
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("unindexable-filter/bad.log")
        .seenBy(new UnindexableFilter())
        .finds(1)
        .says("loans is filtered by date(lent_at), which no index of the column serves")
        .at("lib/library/desk.ex:18")
        .proposes(Fix.DateRange.class);
  }

  @Test
  void anIndexOnTheColumnItselfDoesNotServeACast() {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=9.0ms idle=12.3ms
            SELECT l0."id" FROM "loans" AS l0 WHERE (l0."id"::text = $1) ["1"]
            """)
        .seenBy(
            new UnindexableFilter(), Library.with(200_000, Library.index("loans", "btree", "id")))
        .finds(1)
        .proposes(Fix.CompareAsTyped.class);
  }

  @Test
  void containmentNeedsAGinIndex() {
    Given contains =
        Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=9.0ms idle=12.3ms
            SELECT l0."id" FROM "loans" AS l0 WHERE (l0."meta" @> $1) LIMIT 20 [%{"a" => 1}]
            """);
    contains
        .seenBy(
            new UnindexableFilter(), Library.with(200_000, Library.index("loans", "gin", "meta")))
        .staysSilent();
    contains
        .seenBy(
            new UnindexableFilter(), Library.with(200_000, Library.index("loans", "btree", "meta")))
        .finds(1)
        .proposes(Fix.CreateIndex.class);
  }

  @Test
  void aValueOfADocumentComparedAsTextTakesAnIndexOnIt() {
    Given.Seen seen = seen("l0.\"meta\"->>'source' = $1", 9).finds(1);
    assertThat(((Verdict.Confirmed) seen.judged().get(0).verdict()).fixes())
        .extracting(Object::toString)
        .singleElement()
        .asString()
        .contains("keys=[(meta ->> 'source')], method=btree");
  }

  /** The filter as it stands is tried with the index, so that the saving is known. */
  @Test
  void whatAnIndexWouldSaveIsAsked() {
    Given lower =
        Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=9.0ms idle=12.3ms
            SELECT l0."id" FROM "loans" AS l0 WHERE (lower(l0."name") = $1) ["a"]
            """);
    EvidenceRequest.WhatIfIndex question =
        new UnindexableFilter()
            .suspect(lower.workload())
            .flatMap(s -> s.needs().stream())
            .filter(EvidenceRequest.WhatIfIndex.class::isInstance)
            .map(EvidenceRequest.WhatIfIndex.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(question.sql()).isEqualTo("CREATE INDEX ON \"loans\" USING btree (lower(name))");
    Plan before = dev.ectoscope.detector.index.Given.plan("Seq Scan", 900, 1, 90_000, Double.NaN);
    Plan after = dev.ectoscope.detector.index.Given.plan("Index Scan", 9, 1, 0, Double.NaN);
    for (boolean used : new boolean[] {true, false}) {
      Evidence evidence =
          new Evidence(
              Library.with(200_000).catalog(),
              Map.of(question, new Answer.WhatIf(before, after, used, 1, "HypoPG")),
              "");
      Verdict.Confirmed verdict =
          (Verdict.Confirmed)
              lower.seenBy(new UnindexableFilter(), evidence).judged().get(0).verdict();
      assertThat(verdict.savedMs()).isCloseTo(used ? 8.91 : 0, within(1e-9));
      assertThat(verdict.confidence()).isEqualTo(Confidence.PLANNED);
    }
  }

  @Test
  void eachWayOfHidingAColumnHasItsOwnRemedy() {
    seen("upper(l0.\"name\") = $1", 9).finds(1).proposes(Fix.CreateIndex.class);
    seen("extract(month from l0.\"lent_at\")::int = $1", 9)
        .finds(1)
        .proposes(Fix.CreateIndex.class);
    seen("extract(year from l0.\"lent_at\")::int = $1", 9).finds(1).proposes(Fix.DateRange.class);
    seen("date_trunc('month', l0.\"lent_at\") = $1", 9).finds(1).proposes(Fix.DateRange.class);
    seen("cast(l0.\"number\" as text) = $1", 9).finds(1).proposes(Fix.CompareAsTyped.class);
    seen("l0.\"meta\"->>'source' = $1", 9).finds(1).proposes(Fix.CreateIndex.class);
    seen("$1 = ANY(l0.\"tags\")", 9).finds(1).proposes(Fix.CreateIndex.class);
    seen("soundex(l0.\"name\") = $1", 9).finds(1).proposes(Fix.CreateIndex.class);
  }

  @Test
  void whatDependsOnSettingsCannotBeIndexed() {
    seen("to_char(l0.\"lent_at\", 'YYYY-MM') = $1", 12).finds(1).proposes(Fix.DateRange.class);
    seen("to_char(l0.\"lent_at\", 'Day') = $1", 12).finds(1).proposesNothing();
    seen("md5(l0.\"name\") = $1", 12).finds(1).proposes(Fix.CreateIndex.class);
  }
}
