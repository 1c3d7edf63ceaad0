package dev.ectoscope.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ectoscope.review.Confidence;
import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Finding.Related;
import dev.ectoscope.review.Review;
import dev.ectoscope.review.Severity;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Findings of one cause point at each other, and no time is given back twice. */
class SharedCausesTest {

  private static String query(String table, String key, int value, String function) {
    return "[debug] QUERY OK source=\"%1$s\" db=4.0ms idle=1.0ms%nSELECT a0.\"id\" FROM \"%1$s\" AS a0 WHERE (a0.\"%2$s\" = $1) [%3$d]%n↳ %4$s, at: lib/a.ex:%5$d%n"
        .formatted(table, key, value, function, key.length());
  }

  private static String nested() {
    StringBuilder log = new StringBuilder("[info] GET /orders\n");
    for (int i = 1; i <= 6; i++) {
      log.append(query("line_items", "order_id", i, "anonymous fn/1 in App.Shop.history/1"));
      for (int j = 1; j <= 3; j++) {
        log.append(query("products", "id", 10 * i + j, "App.Shop.product/1"));
      }
    }
    return log.append("[info] Sent 200 in 90ms\n").toString();
  }

  private static Finding on(Review review, String table) {
    return review.findings().stream()
        .filter(f -> f.detector().equals("n-plus-one-query") && f.tables().contains(table))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFindingAloneIsRelatedToNothing() throws IOException {
    String other = query("visits", "clinic_id", 1, "App.Visits.all/1");
    assertThat(
            Reviews.of("[info] GET /v\n" + other.repeat(9) + "[info] Sent 200 in 9ms\n").findings())
        .allMatch(f -> f.related().isEmpty());
  }

  @Test
  void theLoopAroundIsDoneFirst() throws IOException {
    Review review = Reviews.of(nested());
    Finding outer = on(review, "line_items");
    Finding inner = on(review, "products");
    assertThat(inner.variant()).isEqualTo("nested");
    assertThat(inner.related())
        .containsExactly(
            new Related(
                outer.id(), "first", "the loop around this one: batch it first, then this one"));
    assertThat(outer.related()).extracting(Related::order).containsExactly("after");
  }

  /** A page and an event share a loop: the statement's time is given back once. */
  @Test
  void savingsTogetherAreAtMostWhatWasSpent() throws IOException {
    String event =
        nested()
            .replace("[info] GET /orders", "[debug] HANDLE EVENT \"open\" in AppWeb.ShopLive")
            .replace("[info] Sent 200 in", "[debug] Replied in");
    Review review = Reviews.of(nested() + event);
    List<Finding> loops = review.findings();
    assertThat(loops).hasSizeGreaterThan(3);
    double saved = loops.stream().mapToDouble(f -> f.impact().savedMs()).sum();
    assertThat(saved).isBetween(1.0, review.totals().dbMs());
    for (Finding loop : loops) {
      assertThat(loop.impact().savedMs()).isLessThanOrEqualTo(loop.impact().dbMs());
      assertThat(loop.impact().share())
          .isCloseTo(
              loop.impact().dbMs() / (review.totals().dbMs() + review.totals().queueMs()),
              within(1e-9));
    }
    assertThat(on(review, "products").related()).extracting(Related::order).contains("with");
  }

  /** One statement for all rows needs no look-up before. */
  @Test
  void aLookUpGoesWithTheWriteOfItsLoop() throws IOException {
    StringBuilder log = new StringBuilder("[info] GET /stock\n");
    for (int i = 1; i <= 6; i++) {
      log.append(query("levels", "id", i, "App.Shop.deduct/1"));
      log.append(
          "[debug] QUERY OK source=\"levels\" db=4.0ms\nUPDATE \"levels\" SET \"on_hand\" = $1 WHERE"
              + " \"id\" = $2 [%1$d, %1$d]\n↳ App.Shop.deduct/1, at: lib/a.ex:3\n".formatted(i));
    }
    Review review = Reviews.of(log.append("[info] Sent 200 in 90ms\n").toString());
    assertThat(on(review, "levels").related()).extracting(Related::order).containsExactly("first");
    assertThat(review.findings())
        .filteredOn(f -> f.detector().equals("n-plus-one-write"))
        .flatExtracting(Finding::related)
        .extracting(Related::order)
        .containsExactly("after");
  }

  /** What speaks of a plan waits for what makes it another plan; one index is made once. */
  @Test
  void aPlanIsLookedAtAgainOnceTheQueryIsAnother() {
    Finding distinct = finding("large-distinct", "s1", "create index(:loans, [:branch])");
    Finding spill = finding("sort-spill", "s1", "");
    Finding index = finding("missing-index", "s2", "create index(:loans, [:branch])");
    List<Finding> joined =
        SharedCauses.joined(Workload.EMPTY, List.of(distinct, spill, index), Map.of());
    assertThat(joined.get(0).related())
        .containsExactly(
            new Related(
                "sort-spill", "after", "it speaks of the same query: look again once this is done"),
            new Related("missing-index", "with", "the same migration: it is made once for both"));
    assertThat(joined.get(1).related()).extracting(Related::order).containsExactly("first");
    assertThat(joined.get(2).related()).extracting(Related::id).containsExactly("large-distinct");
  }

  private static Finding finding(String detector, String statement, String migration) {
    List<Finding.Code> fixes =
        migration.isEmpty()
            ? List.of()
            : List.of(new Finding.Code("migration", "elixir", detector + ".exs", migration));
    return new Finding(
        detector,
        detector,
        "",
        detector,
        Severity.LOW,
        Confidence.OBSERVED,
        List.of("loans"),
        List.of(statement),
        List.of(),
        1,
        1,
        new Finding.Impact(1, 0.1, 0),
        List.of(),
        List.of(),
        new Finding.Recommendation("Mend it.", fixes),
        null,
        List.of(),
        "",
        List.of());
  }
}
