package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnindexedForeignKeyTest {

  private final UnindexedForeignKey detector = new UnindexedForeignKey();
  private final Workload bad = Given.log(detector, "bad");
  private final Workload good = Given.log(detector, "good");

  private List<Verdict.Confirmed> found(Catalog catalog) {
    return Given.confirmed(detector, bad, catalog);
  }

  @Test
  void leavesAnIndexedKeyAlone() {
    Catalog indexed = Given.visits(90_010, List.of("patient_id", "started_at"));
    assertThat(Given.verdicts(detector, bad, indexed))
        .containsExactly(new Verdict.Dismissed("1 of 1 foreign keys have an index"));
  }

  @Test
  void leavesASmallTableAlone() {
    assertThat(Given.verdicts(detector, bad, Given.visits(12)))
        .contains(
            new Verdict.Dismissed("visits.patient_id needs no index yet: visits has 12 rows"));
  }

  @Test
  void acceptsAPartialIndexThatLeavesOutNullsOnly() {
    assertThat(found(with(Schema.partial("a", "(patient_id IS NOT NULL)", "patient_id"))))
        .isEmpty();
    assertThat(found(with(Schema.partial("a", "(room IS NOT NULL)", "patient_id")))).hasSize(1);
    assertThat(found(with(Schema.invalid("a", "patient_id")))).hasSize(1);
  }

  private static Catalog with(Index index) {
    return Schema.ofVisits().add(index).catalog();
  }

  @Test
  void saysNothingWithoutACatalog() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void reportsAKeyThatNoIndexBeginsWith() {
    Catalog catalog = Given.visits(90_010, List.of("started_at", "patient_id"));
    Verdict.Confirmed confirmed = found(catalog).get(0);
    assertThat(confirmed.title()).isEqualTo("visits.patient_id is a foreign key without an index");
    assertThat(confirmed.fixes())
        .containsExactly(
            new Fix.CreateIndex("", "visits", List.of("patient_id"), "btree", "", List.of(), ""));
    // Five lookups of 43 to 47 ms, less half a millisecond each.
    assertThat(confirmed.savedMs()).isEqualTo(222.5);
  }

  /** A unique index finds the one row: the statement has no part in what the key costs. */
  @Test
  void leavesOutStatementsWhoseRowAUniqueIndexFinds() {
    Workload workload =
        Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="visits" db=4.0ms
            SELECT 1 FROM "visits" AS v0 WHERE (v0."room" = $1) AND (v0."patient_id" = $2) LIMIT 1 [1, 2]
            """);
    Catalog unique = with(Schema.unique("a", "room", "patient_id"));
    assertThat(detector.suspect(workload, unique).findFirst().orElseThrow().statements()).isEmpty();
    Catalog plain = with(Schema.plain("a", "room", "patient_id"));
    assertThat(detector.suspect(workload, plain).findFirst().orElseThrow().statements()).hasSize(1);
  }

  @Test
  void weighsItByWhatTheLogDoesWithIt() {
    Catalog catalog = Given.visits(90_010);
    Suspicion used = detector.suspect(bad, catalog).findFirst().orElseThrow();
    assertThat(used.statements()).hasSize(1);
    assertThat(used.callSites()).hasSize(1);
    Suspicion unused = detector.suspect(good, catalog).findFirst().orElseThrow();
    assertThat(unused.statements()).isEmpty();
    assertThat(unused.savedMs()).isZero();
  }

  @Test
  void tellsTenantsOnce() {
    Catalog catalog =
        Schema.ofVisits()
            .add(Schema.in("acme", "a", "room"))
            .add(Schema.in("globex", "a", "room"))
            .catalog();
    assertThat(found(catalog))
        .singleElement()
        .extracting(Verdict.Confirmed::title)
        .isEqualTo("visits.patient_id is a foreign key without an index (in 2 schemas)");
  }
}
