package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.Catalog;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnindexedForeignKeyTest {

  private final UnindexedForeignKey detector = new UnindexedForeignKey();
  private final Workload bad = Given.log(detector, "bad");

  private Verdict judged(Catalog catalog) {
    return Given.verdict(detector, bad, new Evidence(catalog, Map.of(), ""));
  }

  @Test
  void dismissesAnIndexedKey() {
    assertThat(judged(Given.visits(90_010, List.of("patient_id", "started_at"))))
        .isEqualTo(new Verdict.Dismissed("every foreign key of visits has an index"));
    assertThat(judged(Given.visits(12))).isInstanceOf(Verdict.Dismissed.class);
  }

  @Test
  void saysNothingWithoutACatalog() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void reportsAKeyThatNoIndexBeginsWith() {
    Verdict.Confirmed confirmed =
        (Verdict.Confirmed) judged(Given.visits(90_010, List.of("started_at", "patient_id")));
    assertThat(confirmed.title()).isEqualTo("visits.patient_id is a foreign key without an index");
    assertThat(confirmed.fixes())
        .containsExactly(
            new Fix.CreateIndex("", "visits", List.of("patient_id"), "btree", "", List.of(), ""));
  }
}
