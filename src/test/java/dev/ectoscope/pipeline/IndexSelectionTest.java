package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.plan.PlanReader;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import dev.ectoscope.workload.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class IndexSelectionTest {

  private static final Statement BY_CREW =
      new SqlReader().read("SELECT t0.\"id\" FROM \"trips\" AS t0 WHERE (t0.\"crew\" = $1)");
  private static final Statement BY_CREW_AND_DAY =
      new SqlReader()
          .read(
              "SELECT t0.\"id\" FROM \"trips\" AS t0"
                  + " WHERE (t0.\"crew\" = $1) AND (t0.\"day\" = $2)");
  private static final CreateIndex CREW = index("", "crew");
  private static final CreateIndex CREW_AND_DAY = index("", "crew", "day");
  private static final CreateIndex DONE = index("state = 'done'", "crew");

  private final Map<EvidenceRequest, Answer> answers = new HashMap<>();

  @Test
  void keepsWhatServesDifferentStatements() {
    assertThat(kept(missing(BY_CREW, 9, CREW), missing(BY_CREW_AND_DAY, 9, index("", "day"))))
        .hasSize(2);
    assertThat(kept(missing(BY_CREW, 9, CREW), missing(BY_CREW_AND_DAY, 9, DONE))).hasSize(2);
    assertThat(kept(missing(BY_CREW, 9, CREW), missing(BY_CREW, 9, other("boats", "crew", "day"))))
        .hasSize(2);
  }

  /** Its form alone tells: a wider index begins with the narrower one. */
  @Test
  void theWiderIndexServesTheNarrowerOnesStatements() {
    List<Judged> left =
        selected(missing(BY_CREW, 9, CREW), missing(BY_CREW_AND_DAY, 5, CREW_AND_DAY));
    assertThat(left.get(0).verdict())
        .isEqualTo(
            new Verdict.Dismissed(
                "missing-index proposes an index on trips (crew, day), which serves it too: one on"
                    + " trips (crew) alone is needless"));
    Verdict.Confirmed stays = (Verdict.Confirmed) left.get(1).verdict();
    assertThat(stays.fixes()).containsExactly(CREW_AND_DAY);
    assertThat(stays.savedMs()).isEqualTo(14);
    assertThat(stays.notes())
        .extracting(n -> n.text())
        .containsExactly(
            "This index serves 1 more statement too: one on trips (crew) alone is needless beside"
                + " it");
    assertThat(left.get(1).suspicion().statements()).containsExactly(BY_CREW_AND_DAY, BY_CREW);
  }

  /** Where the planner was asked, it decides. */
  @Test
  void thePlannerDecidesWhereItWasAsked() {
    Judged narrow = missing(BY_CREW, 9, CREW);
    Judged wide = missing(BY_CREW_AND_DAY, 5, CREW_AND_DAY);
    answer(BY_CREW, CREW, 20, true);
    answer(BY_CREW, CREW_AND_DAY, 400, true);
    assertThat(kept(narrow, wide)).hasSize(2);
    answer(BY_CREW, CREW_AND_DAY, 25, false);
    assertThat(kept(narrow, wide)).hasSize(2);
    answer(BY_CREW, CREW_AND_DAY, 25, true);
    assertThat(kept(narrow, wide)).containsExactly(CREW_AND_DAY);
  }

  /** A partial index and a full one on the same columns: the full one serves both. */
  @Test
  void theFullIndexServesThePartialOnesStatements() {
    answer(BY_CREW_AND_DAY, DONE, 20, true);
    answer(BY_CREW_AND_DAY, CREW, 28, true);
    assertThat(kept(missing(BY_CREW, 9, CREW), missing(BY_CREW_AND_DAY, 5, DONE)))
        .containsExactly(CREW);
  }

  /** The partial index is no use for the key; of all its rows it would serve both. */
  @Test
  void aPartialIndexIsWidenedForAForeignKey() {
    CreateIndex partial = index("state = 'done'", "crew", "day");
    Judged key = judged("unindexed-foreign-key", List.of(), Double.NaN, CREW);
    Judged wide = missing(BY_CREW_AND_DAY, 5, partial);
    assertThat(kept(key, wide)).containsExactly(CREW, partial);
    answer(BY_CREW_AND_DAY, partial, 20, true);
    answer(BY_CREW_AND_DAY, CREW_AND_DAY, 27, true);
    assertThat(kept(key, wide)).containsExactly(CREW_AND_DAY);
    Verdict.Confirmed stays = (Verdict.Confirmed) selected(key, wide).get(1).verdict();
    assertThat(stays.action()).isEqualTo("Create an index on trips (crew, day).");
    assertThat(stays.notes().get(0).text()).startsWith("This index serves the foreign key too");
    assertThat(stays.savedMs()).isEqualTo(5);
  }

  /** What has another change beside the index keeps its finding, and takes the other's index. */
  @Test
  void aFindingWithMoreThanAnIndexTakesTheOthers() {
    Fix scan = new Fix.LooseScan("App.crews/0", "lib/app.ex", "trips", "crew");
    Judged distinct = judged("large-distinct", List.of(BY_CREW), Double.NaN, CREW, scan);
    List<Judged> left = selected(distinct, missing(BY_CREW_AND_DAY, 5, CREW_AND_DAY));
    Verdict.Confirmed stays = (Verdict.Confirmed) left.get(0).verdict();
    assertThat(stays.fixes()).containsExactly(CREW_AND_DAY, scan);
    assertThat(stays.notes().get(0).text())
        .isEqualTo(
            "The index on trips (crew, day) serves it too: one on trips (crew) alone is needless");
  }

  private List<Judged> selected(Judged... judged) {
    return IndexSelection.of(List.of(judged), Workload.EMPTY, new Evidence(null, answers, ""));
  }

  private List<Fix> kept(Judged... judged) {
    return selected(judged).stream()
        .filter(j -> j.verdict() instanceof Verdict.Confirmed)
        .flatMap(j -> ((Verdict.Confirmed) j.verdict()).fixes().stream())
        .toList();
  }

  private void answer(Statement statement, CreateIndex index, int cost, boolean used) {
    String plan = "Seq Scan on trips  (cost=0.00..%d.00 rows=9 width=8)";
    answers.put(
        new WhatIfIndex(
            statement.fingerprint(), "", index.table(), index.keys(), "btree", index.where()),
        new Answer.WhatIf(
            PlanReader.read(plan.formatted(2000)),
            PlanReader.read(plan.formatted(cost)),
            used,
            1,
            "HypoPG"));
  }

  private static CreateIndex index(String where, String... keys) {
    return new CreateIndex("", "trips", List.of(keys), "btree", where, List.of(), "");
  }

  private static CreateIndex other(String table, String... keys) {
    return new CreateIndex("", table, List.of(keys), "btree", "", List.of(), "");
  }

  private static Judged missing(Statement statement, double saved, Fix fix) {
    return judged("missing-index", List.of(statement), saved, fix);
  }

  private static Judged judged(String id, List<Statement> statements, double saved, Fix... fixes) {
    CreateIndex index = (CreateIndex) fixes[0];
    String where = index.where().isEmpty() ? "" : " where " + index.where();
    String keys = String.join(", ", index.keys());
    Suspicion suspicion =
        new Suspicion(
            "",
            keys,
            statements,
            List.of(),
            List.of("trips"),
            1,
            1,
            10,
            0,
            List.of(),
            null,
            List.of(),
            Map.of());
    Verdict verdict =
        new Verdict.Confirmed(
            id,
            Confidence.PLANNED,
            saved,
            0,
            List.of(),
            "Create an index on trips (" + keys + ")" + where + ".",
            List.of(fixes),
            null);
    return new Judged(Detectors.infos().get(id), suspicion, verdict);
  }
}
