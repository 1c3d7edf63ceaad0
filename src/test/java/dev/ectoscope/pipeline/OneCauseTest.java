package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OneCauseTest {

  private static final Statement READ =
      new SqlReader().read("SELECT o0.\"id\" FROM \"orders\" AS o0 WHERE (o0.\"note\" = $1)");
  private static final Statement OTHER =
      new SqlReader().read("SELECT i0.\"id\" FROM \"items\" AS i0 WHERE (i0.\"price\" = $1)");
  private static final Fix INDEX =
      new Fix.CreateIndex("", "orders", List.of("note"), "btree", "", List.of(), "");

  @Test
  void keepsWhatNobodyElseSays() {
    assertThat(left(judged("filter-discards-most", READ), judged("missing-index", OTHER)))
        .containsExactly("filter-discards-most", "missing-index");
  }

  @Test
  void discardedRowsAreTheMissingIndex() {
    assertThat(left(judged("filter-discards-most", READ), judged("missing-index", READ)))
        .containsExactly("missing-index");
  }

  @Test
  void aBlownUpLoopIsTheMisestimate() {
    assertThat(left(judged("nested-loop-blowup", READ), judged("row-misestimate", READ)))
        .containsExactly("row-misestimate");
  }

  @Test
  void aSlowQueryIsExplainedByWhatIsLeftOnly() {
    assertThat(left(judged("slow-query", READ), judged("sort-spill", READ)))
        .containsExactly("sort-spill");
    // The foreign key's index is proposed by another finding, about another statement.
    Judged key = judged("unindexed-foreign-key", READ, 1, INDEX);
    Judged index = judged("missing-index", OTHER, 9, INDEX);
    assertThat(left(judged("slow-query", READ), key, index))
        .containsExactly("slow-query", "missing-index");
  }

  private static List<String> left(Judged... judged) {
    return OneCause.of(List.of(judged)).stream()
        .filter(j -> j.verdict() instanceof Verdict.Confirmed)
        .map(j -> j.detector().id())
        .toList();
  }

  private static Judged judged(String id, Statement statement) {
    return judged(id, statement, 1);
  }

  private static Judged judged(String id, Statement statement, double savedMs, Fix... fixes) {
    Suspicion suspicion =
        new Suspicion(
            "",
            statement.fingerprint(),
            List.of(statement),
            List.of(),
            List.of("orders"),
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
            id, Confidence.PLANNED, savedMs, 0, List.of(), "Mend it.", List.of(fixes), null);
    return new Judged(Detectors.infos().get(id), suspicion, verdict);
  }
}
