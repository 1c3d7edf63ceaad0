package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.index.Given.answers;
import static dev.ectoscope.detector.index.Given.plan;
import static dev.ectoscope.detector.index.Given.visits;
import static dev.ectoscope.detector.query.Given.given;
import static dev.ectoscope.detector.query.Given.text;

import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class LeadingWildcardTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("leading-wildcard/good.log").seenBy(new LeadingWildcard()).staysSilent();
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("leading-wildcard/bad.log")
        .seenBy(new LeadingWildcard())
        .finds(1)
        .says("books.title is searched by a pattern that no btree index serves")
        .at("lib/library/search.ex:6")
        .proposes(Fix.CreateIndex.class);
  }

  /** An OR with one column that no index serves reads every row. */
  @Test
  void bothColumnsOfAnOrGetTheIndex() {
    text("""
            12:00:00.000 request_id=F1 [debug] QUERY OK source="visits" db=9.0ms idle=1.0ms
            SELECT v0."id" FROM "visits" AS v0 WHERE ((v0."note" ILIKE $1) OR (v0."city" ILIKE $2)) ["%a%", "%a%"]
            """)
        .seenBy(new LeadingWildcard())
        .finds(1)
        .says("visits.note and city are searched by a pattern that no btree index serves");
  }

  /** A term that most rows hold is found sooner without the index; the next term may be rare. */
  @Test
  void oneTermThatNeedsNoIndexProvesNothing() {
    withUselessIndex("%a%").finds(1);
  }

  @Test
  void staysSilentWhenTheIndexServesNoneOfManyTerms() {
    withUselessIndex("%a%", "%e%", "%i%", "%o%", "%u%")
        .dismisses("the planner would not use a trigram index on visits");
  }

  private static Given.Seen withUselessIndex(String... terms) {
    StringBuilder log = new StringBuilder();
    for (String term : terms) {
      log.append(
          """
          12:00:00.000 request_id=F1 [debug] QUERY OK source="visits" db=9.0ms idle=1.0ms
          SELECT v0."id" FROM "visits" AS v0 WHERE (v0."note" ILIKE $1) LIMIT 20 ["%s"]
          """
              .formatted(term));
    }
    Given given = text(log.toString());
    Plan now = plan("Seq Scan", 9, 90_000, 0, Double.NaN);
    Answer useless = new Answer.WhatIf(now, now, false, 1, "HypoPG");
    LeadingWildcard detector = new LeadingWildcard();
    Evidence evidence = answers(detector, given.workload(), visits(90_000), useless, useless);
    return given.seenBy(detector, evidence);
  }
}
