package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DuplicateIndexTest {

  private final DuplicateIndex detector = new DuplicateIndex();
  private final Workload bad = Given.log(detector, "bad");

  private List<Verdict.Confirmed> found(Index... indexes) {
    Schema schema = Schema.ofVisits();
    List.of(indexes).forEach(schema::add);
    return Given.confirmed(detector, bad, schema.catalog());
  }

  private List<String> dropped(Index... indexes) {
    return found(indexes).stream()
        .flatMap(v -> v.fixes().stream())
        .map(fix -> ((Fix.DropIndex) fix).name())
        .toList();
  }

  static List<List<Index>> pairsThatBothDoWork() {
    return List.of(
        List.of(Schema.plain("a", "patient_id"), Schema.plain("b", "started_at")),
        List.of(
            Schema.plain("a", "patient_id", "started_at"),
            Schema.plain("b", "started_at", "patient_id")),
        List.of(Schema.unique("a", "patient_id"), Schema.plain("b", "patient_id", "room")),
        List.of(Schema.partial("a", "room IS NULL", "patient_id"), Schema.plain("b", "patient_id")),
        List.of(
            Schema.withClass(Schema.plain("a", "room"), "text_ops default"),
            Schema.withClass(Schema.plain("b", "room"), "text_pattern_ops default")),
        List.of(
            Schema.withClass(Schema.plain("a", "room"), "text_ops C"),
            Schema.withClass(Schema.plain("b", "room"), "text_ops default")),
        List.of(Schema.replicaIdentity(Schema.unique("a", "id")), Schema.primary("p", "id")),
        List.of(Schema.plain("a", "patient_id"), Schema.invalid("b", "patient_id")),
        List.of(Schema.plain("a", "room"), Schema.in("other", "b", "room")),
        List.of(Schema.plain("a", "lower(room)"), Schema.plain("b", "room")));
  }

  @ParameterizedTest
  @MethodSource("pairsThatBothDoWork")
  void leavesAlone(List<Index> pair) {
    assertThat(found(pair.toArray(Index[]::new))).isEmpty();
  }

  @Test
  void leavesAWiderIndexThatIsMuchLarger() {
    assertThat(
            dropped(
                Schema.plain("narrow", "patient_id"),
                Schema.plain("wide", "patient_id", "a", "b", "c", "d")))
        .isEmpty();
  }

  /** Equal keys are stored once, so that it is many times smaller and yet does nothing more. */
  @Test
  void aFewKeysMoreMakeNoPoorReplacement() {
    assertThat(
            dropped(
                Schema.of(Schema.plain("narrow", "patient_id"), 300_000),
                Schema.of(Schema.plain("wide", "patient_id", "started_at"), 30_000_000)))
        .containsExactly("narrow");
    assertThat(
            dropped(
                Schema.of(Schema.plain("narrow", "patient_id"), 300_000_000),
                Schema.of(Schema.plain("wide", "patient_id", "started_at"), 3_000_000_000L)))
        .isEmpty();
  }

  @Test
  void saysNothingWithoutACatalog() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void reportsTheSameIndexTwiceOnce() {
    Index first = Schema.plain("visits_room_index", "room");
    Index second = Schema.plain("visits_room_index1", "room");
    assertThat(dropped(first, second)).containsExactly("visits_room_index1");
    assertThat(dropped(second, first)).containsExactly("visits_room_index1");
  }

  @Test
  void keepsTheRuleAndDropsTheRest() {
    assertThat(dropped(Schema.unique("rule", "room"), Schema.plain("a", "room")))
        .containsExactly("a");
    assertThat(dropped(Schema.primary("visits_pkey", "id"), Schema.unique("u", "id")))
        .containsExactly("u");
    assertThat(dropped(Schema.primary("visits_pkey", "id", "room"), Schema.plain("a", "id")))
        .containsExactly("a");
  }

  @Test
  void reportsTheBeginningOfAnotherIndexInBothDirections() {
    Index narrow = Schema.plain("narrow", "patient_id");
    Index wide = Schema.plain("wide", "patient_id", "started_at");
    assertThat(dropped(narrow, wide)).containsExactly("narrow");
    assertThat(dropped(narrow, Schema.descending(wide))).containsExactly("narrow");
  }

  @Test
  void neverDropsAllOfAChain() {
    assertThat(
            dropped(
                Schema.plain("a", "patient_id"),
                Schema.plain("b", "patient_id"),
                Schema.plain("c", "patient_id", "room")))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void tellsTenantsOnceAndSharesTheTimeOfInserts() {
    Catalog catalog =
        Schema.ofVisits()
            .add(Schema.in("acme", "room_a", "room"))
            .add(Schema.in("acme", "room_ab", "room"))
            .add(Schema.in("globex", "room_a", "room"))
            .add(Schema.in("globex", "room_ab", "room"))
            .catalog();
    List<Verdict.Confirmed> found = Given.confirmed(detector, bad, catalog);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).title())
        .isEqualTo("room_ab (in 2 schemas) is the same index as room_a");
    assertThat(((Fix.DropIndex) found.get(0).fixes().get(0)).schemas())
        .containsExactly("acme", "globex");
    // Five inserts of 3.1 ms into a table with two indexes: a third of 15.5 ms.
    assertThat(found.get(0).savedMs()).isBetween(5.1, 5.2);
  }
}
