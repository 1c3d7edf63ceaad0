package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.IndexCandidates.Candidate;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.plan.Plan;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingIndexTest {

  private final MissingIndex detector = new MissingIndex();
  private final Workload bad = Given.log(detector, "bad");
  private final Plan whole = Given.plan("Seq Scan", 2000, 10, 90_000, 42);
  private final Plan few = Given.plan("Index Scan", 20, 10, 0, Double.NaN);

  private Verdict judged(Catalog catalog, Answer whatIf) {
    return Given.verdict(
        detector,
        bad,
        Given.answers(detector, bad, catalog, new Answer.Planned(whole, ""), whatIf));
  }

  @Test
  void staysSilentOnLookupsByPrimaryKey() {
    assertThat(detector.suspect(Given.log(detector, "good"))).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void saysNothingWithoutEvidence() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(judged(Given.visits(90_010), new Answer.Unavailable("no time left")))
        .isEqualTo(new Verdict.NotChecked("no time left"));
  }

  @Test
  void dismissesWhatNeedsNoIndex() {
    Answer better = new Answer.WhatIf(whole, few, true, 1, "HypoPG");
    assertThat(judged(Given.visits(300), better)).isInstanceOf(Verdict.Dismissed.class);
    assertThat(judged(Given.visits(90_010, List.of("patient_id", "started_at", "room")), better))
        .isInstanceOf(Verdict.Dismissed.class);
    assertThat(judged(Given.visits(90_010), new Answer.WhatIf(whole, whole, false, 1, "HypoPG")))
        .isInstanceOf(Verdict.Dismissed.class);
    Answer alreadyGood =
        new Answer.WhatIf(few, Given.plan("Index Scan", 5, 10, 0, Double.NaN), true, 1, "HypoPG");
    assertThat(
            Given.verdict(
                detector,
                bad,
                Given.answers(
                    detector, bad, Given.visits(90_010), new Answer.Planned(few, ""), alreadyGood)))
        .isInstanceOf(Verdict.Dismissed.class);
  }

  @Test
  void dismissesWhatCostsLittleAsItIs() {
    Plan cheap = Given.plan("Seq Scan", 3, 10, 90_000, 0.4);
    assertThat(judged(Given.visits(90_010), new Answer.WhatIf(cheap, few, true, 1, "HypoPG")))
        .isInstanceOf(Verdict.Dismissed.class);
    Plan least = Given.plan("Index Scan", 1, 10, 0, Double.NaN);
    assertThat(judged(Given.visits(90_010), new Answer.WhatIf(cheap, least, true, 1, "HypoPG")))
        .isInstanceOf(Verdict.Dismissed.class);
  }

  @Test
  void proposesTheIndexThatThePlannerTakes() {
    Verdict verdict =
        judged(Given.visits(90_010), new Answer.WhatIf(whole, few, true, 1, "HypoPG"));
    Verdict.Confirmed confirmed = (Verdict.Confirmed) verdict;
    assertThat(confirmed.title()).isEqualTo("visits has no index on (patient_id, started_at)");
    assertThat(confirmed.confidence()).isEqualTo(Confidence.PLANNED);
    Suspicion suspicion = Given.suspicions(detector, bad).get(0);
    assertThat(confirmed.savedMs()).isPositive().isLessThanOrEqualTo(suspicion.spentMs());
    assertThat(confirmed.fixes())
        .containsExactly(
            new Fix.CreateIndex(
                "", "visits", List.of("patient_id", "started_at"), "btree", "", List.of(), ""));
  }

  /** Both plans ran: 0.30 ms before, 0.29 ms after, and each write would pay for the index. */
  @Test
  void whatSavesNextToNothingIsNotWorthItsWrites() {
    Plan before = Given.plan("Seq Scan", 900, 10, 90_000, 0.30);
    Plan after = Given.plan("Index Scan", 20, 10, 0, 0.2999);
    Verdict verdict =
        judged(Given.visits(90_010), new Answer.WhatIf(before, after, true, 1, "measured copy"));
    assertThat(verdict).isInstanceOf(Verdict.Dismissed.class);
    assertThat(((Verdict.Dismissed) verdict).reason()).contains("less than every write pays");
  }

  @Test
  void isMeasuredOnlyWhenBothPlansRan() {
    Plan ran = Given.plan("Index Scan", 20, 10, 0, 0.3);
    Verdict verdict =
        judged(Given.visits(90_010), new Answer.WhatIf(whole, ran, true, 1, "measured copy"));
    assertThat(((Verdict.Confirmed) verdict).confidence()).isEqualTo(Confidence.MEASURED);
  }

  private static List<Candidate> candidates(String sql) {
    return new IndexCandidates(Map.of()).of(new SqlReader().read(sql).shape());
  }

  @Test
  void equalityComesBeforeTheSortAndTheSortBeforeTheRange() {
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"room\" = $1) AND (v0.\"cost\" > $2)"
                    + " ORDER BY v0.\"started_at\" DESC LIMIT 5"))
        .extracting(Candidate::keys)
        .containsExactly(List.of("room", "started_at", "cost"), List.of("room", "cost"));
  }

  @Test
  void neverServesOnlyTheOrderOfAFilteredQuery() {
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"room\" = $1) AND (v0.\"deleted_at\" IS NULL)"
                    + " ORDER BY v0.\"started_at\" LIMIT 5"))
        .isNotEmpty()
        .allMatch(c -> c.keys().get(0).equals("room"));
  }

  @Test
  void constantsMakeAPartialIndex() {
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"room\" = $1) AND (v0.\"status\" = 'open')"))
        .contains(new Candidate("", "visits", List.of("room"), "status = 'open'"));
  }

  /** The planner takes the rows that match to lie evenly, and they may all lie at the end. */
  @Test
  void neverServesOnlyTheOrderWhereAPatternOrAFragmentPicksTheRows() {
    String order = " ORDER BY v0.\"cost\" DESC LIMIT 10";
    for (String picked :
        List.of(
            "v0.\"number\" LIKE 'R-00%'",
            "lower(v0.\"room\") = $1", "(v0.\"room\" = $1) OR (v0.\"state\" = $2)")) {
      assertThat(
              candidates("SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (" + picked + ")" + order))
          .as(picked)
          .isEmpty();
    }
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"cost\" IS NOT NULL)" + order))
        .extracting(Candidate::keys)
        .containsExactly(List.of("cost"));
  }

  @Test
  void amongEquallyPopularColumnsTheOneWrittenFirstLeads() {
    Workload workload =
        log(
            "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE ((v0.\"ward\" = $1) AND (v0.\"room\" = $2))",
            1);
    assertThat(Given.suspicions(detector, workload))
        .extracting(Suspicion::subject)
        .containsExactly(".visits(ward,room) ");
  }

  @Test
  void fewRowsAmongManyAreFoundByAPartialIndexOfTheKey() {
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"sent_at\" IS NULL) ORDER BY v0.\"id\" LIMIT $1"))
        .containsExactly(new Candidate("", "visits", List.of("id"), "sent_at IS NULL"));
    assertThat(
            candidates(
                "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE ((v0.\"sent_at\" IS NULL) AND (v0.\"kind\" = 'fax'))"))
        .contains(new Candidate("", "visits", List.of("kind"), "sent_at IS NULL"));
  }

  @Test
  void aTableReachedByAJoinAloneIsIndexedByTheJoin() {
    assertThat(
            candidates(
                "SELECT sum(v0.\"cost\") FROM \"visits\" AS v0 INNER JOIN \"wards\" AS w1"
                    + " ON w1.\"id\" = v0.\"ward_id\" WHERE (w1.\"code\" = $1)"))
        .extracting(Candidate::toString)
        .containsExactlyInAnyOrder(", visits, [ward_id], ]", ", wards, [code], ]");
  }

  private static Workload log(String sql, int times) {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < times; i++) {
      log.append(
          "09:00:0%d.004 request_id=FVis%04d [debug] QUERY OK source=\"visits\" db=12.0ms\n%s [1, 2]\n"
              .formatted(i, i, sql));
    }
    return Given.text(log.toString());
  }

  private Verdict of(Workload workload, Plan before, Plan after) {
    return Given.verdict(
        detector,
        workload,
        Given.answers(
            detector,
            workload,
            Given.visits(90_010),
            new Answer.Planned(whole, ""),
            new Answer.WhatIf(before, after, true, 1, "HypoPG")));
  }

  @Test
  void aSmallShareOfADearPlanIsNoReason() {
    String sql = "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"room\" = $1)";
    Plan dear = Given.plan("Seq Scan", 7_700, 10, 90_000, Double.NaN);
    Plan hardlyLess = Given.plan("Index Scan", 7_000, 10, 0, Double.NaN);
    assertThat(of(log(sql, 9), dear, hardlyLess)).isInstanceOf(Verdict.Dismissed.class);
    assertThat(of(log(sql, 9), dear, few)).isInstanceOf(Verdict.Confirmed.class);
  }

  @Test
  void whatTheLogHasOnceIsNoReason() {
    String sql = "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"room\" = $1)";
    assertThat(of(log(sql, 1), whole, few))
        .hasToString(
            "Dismissed[reason=the log has it once, and an index on room would save 12 ms]");
  }

  @Test
  void updatesOfTheColumnAreNamedAndManyOutweighIt() {
    String read = "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"seen_at\" < $1)";
    String write = "UPDATE \"visits\" AS v0 SET \"seen_at\" = $1 WHERE (v0.\"id\" = $2)";
    String line = "09:00:%02d.104 [debug] QUERY OK source=\"visits\" db=%s\n%s [1, 2]\n";
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      log.append(line.formatted(i, "12.0ms", read)).append(line.formatted(i, "0.1ms", write));
    }
    assertThat(((Verdict.Confirmed) of(Given.text(log.toString()), whole, few)).notes())
        .extracting(n -> n.text())
        .contains(
            "5 updates set seen_at: with this index none of them can be a HOT update any more");
    for (int i = 0; i < 500; i++) {
      log.append(line.formatted(9, "0.1ms", write));
    }
    assertThat(of(Given.text(log.toString()), whole, few))
        .hasToString("Dismissed[reason=an index with seen_at would cost its 505 updates more]");
  }

  /** Statements that one index might serve are asked about together; it need not help them all. */
  @Test
  void speaksOfTheStatementsThatItHelpsAlone() {
    Workload workload =
        Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="visits" db=12.0ms
            SELECT v0."id" FROM "visits" AS v0 WHERE (v0."room" = $1) AND (v0."ward" = $2) [1, 2]
            09:00:01.004 [debug] QUERY OK source="visits" db=900.0ms
            SELECT v0."cost" FROM "visits" AS v0 WHERE (v0."room" = $1) [1]
            """);
    Suspicion both = Given.suspicions(detector, workload).get(0);
    assertThat(both.statements()).hasSize(2);
    Map<EvidenceRequest, Answer> answers = new HashMap<>();
    String helped = both.statements().get(1).fingerprint();
    for (EvidenceRequest need : both.needs()) {
      boolean helps = need.fingerprint().equals(helped);
      answers.put(
          need,
          need instanceof EvidenceRequest.MeasuredPlan
              ? new Answer.Planned(whole, "")
              : new Answer.WhatIf(whole, helps ? few : whole, helps, 1, "HypoPG"));
    }
    Evidence evidence = new Evidence(Given.visits(90_010), answers, "");
    Suspicion one = detector.narrowed(both, workload, evidence).get(0);
    assertThat(one.statements()).extracting(s -> s.fingerprint()).containsExactly(helped);
    assertThat(one.spentMs()).isEqualTo(12.0);
    assertThat(one.subject()).isEqualTo(both.subject());
    assertThat(detector.narrowed(both, workload, Evidence.NONE)).containsExactly(both);
  }
}
