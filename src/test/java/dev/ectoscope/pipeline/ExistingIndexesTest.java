package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Suspicion;
import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreateIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExistingIndexesTest {

  private static final CreateIndex WIDE = index("btree", "", "org_id", "state");
  private static final Fix REWRITE = new Fix.LimitOrStream("App.a/0", "lib/a.ex", "users");

  @Test
  void leavesAloneWhatOtherIndexesHaveNothingToDoWith() {
    assertThat(left(List.of(WIDE), there("btree (state)", "state")).notes()).isEmpty();
    assertThat(left(List.of(WIDE), there("btree (state, org_id)", "state", "org_id")).fixes())
        .containsExactly(WIDE);
    assertThat(left(List.of(WIDE), there("btree (org_id text_pattern_ops)", "org_id")).notes())
        .isEmpty();
    assertThat(left(List.of(WIDE), there("btree (org_id COLLATE \"C\")", "org_id")).notes())
        .isEmpty();
    CreateIndex partial = index("btree", "state = 'on'", "org_id", "state");
    assertThat(left(List.of(partial), there("btree (org_id)", "org_id")).notes()).isEmpty();
    assertThat(left(List.of(partial), there("btree (org_id, state)", "org_id", "state")).fixes())
        .containsExactly(partial);
  }

  /** A finding may ask for a change of the query alone, its index is there. */
  @Test
  void whatIsThereIsNotProposed() {
    CreateIndex gin = index("gin", "", "meta jsonb_path_ops");
    Index same = there("gin (meta jsonb_path_ops)", "meta");
    assertThat(left(List.of(gin, REWRITE), same).fixes()).containsExactly(REWRITE);
    CreateIndex folded = index("btree", "state = 'on'", "lower(name)");
    Index printed =
        there(
            "btree (lower((name)::text)) WHERE ((state)::text = 'on'::text)",
            "lower((name)::text)");
    assertThat(left(List.of(folded, REWRITE), printed).fixes()).containsExactly(REWRITE);
  }

  @Test
  void theBeginningOfTheNewIndexIsNeedlessBesideIt() {
    assertThat(left(List.of(WIDE), there("btree (org_id)", "org_id")).notes())
        .extracting(note -> note.text())
        .containsExactly("users_there on (org_id) is needless once the new index is there");
  }

  private static Verdict.Confirmed left(List<Fix> fixes, Index there) {
    Suspicion suspicion =
        new Suspicion(
            "",
            "users",
            List.of(),
            List.of(),
            List.of("users"),
            1,
            1,
            1,
            0,
            List.of(),
            null,
            List.of(),
            Map.of());
    Verdict verdict =
        new Verdict.Confirmed("t", Confidence.PLANNED, 1, 0, List.of(), "Do it.", fixes, null);
    Catalog.Table users =
        new Catalog.Table("public", "users", "table", 9_000, 1_000_000, 100, List.of());
    Catalog catalog =
        new Catalog(List.of(users), List.of(there), List.of(), List.of(), List.of("public"));
    Judged judged = new Judged(Detectors.infos().get("missing-index"), suspicion, verdict);
    return (Verdict.Confirmed)
        ExistingIndexes.of(List.of(judged), new Evidence(catalog, Map.of(), "")).get(0).verdict();
  }

  private static CreateIndex index(String method, String where, String... keys) {
    return new CreateIndex("", "users", List.of(keys), method, where, List.of(), "");
  }

  private static Index there(String definition, String... keys) {
    return new Index(
        "public",
        "users_there",
        "users",
        definition.substring(0, definition.indexOf(' ')),
        List.of(keys),
        Arrays.stream(keys).map(key -> "").toList(),
        List.of(),
        definition.contains("WHERE") ? "(state = 'on'::text)" : "",
        false,
        false,
        true,
        8_192,
        "CREATE INDEX users_there ON public.users USING " + definition);
  }
}
