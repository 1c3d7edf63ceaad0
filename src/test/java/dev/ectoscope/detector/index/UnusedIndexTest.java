package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Usage;
import dev.ectoscope.review.Fix;
import dev.ectoscope.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnusedIndexTest {

  private final UnusedIndex detector = new UnusedIndex();
  private final Workload bad = Given.log(detector, "bad");

  private List<Verdict> verdicts(Schema schema) {
    return Given.verdicts(detector, bad, schema.catalog());
  }

  private List<Verdict.Confirmed> found(Schema schema) {
    return Given.confirmed(detector, bad, schema.catalog());
  }

  private static Schema legacy() {
    return Schema.ofVisits().index("visits_legacy_index", "legacy_code");
  }

  private static void isNotChecked(List<Verdict> verdicts, String why) {
    assertThat(verdicts).hasSize(1);
    assertThat(((Verdict.NotChecked) verdicts.get(0)).reason()).contains(why);
  }

  @Test
  void waitsForFourteenDaysOfEveryServer() {
    isNotChecked(verdicts(legacy().server(true, 30, 1).server(false, 13.9, -1)), "go back 13 days");
    isNotChecked(verdicts(legacy().server(true, -1, 0)), "does not say since when");
  }

  @Test
  void asksForThePrimaryAndForEveryStandby() {
    isNotChecked(verdicts(legacy().server(false, 30, -1)), "only standbys were asked");
    isNotChecked(
        verdicts(legacy().server(true, 30, 2).server(false, 30, -1)),
        "feeds 2 standbys and 1 of them");
  }

  @Test
  void saysWhichServerDidNotAnswer() {
    Schema schema = legacy().server(true, 30, 0);
    List<Usage> usage = new ArrayList<>(schema.catalog().usage());
    usage.add(Usage.unknown("db3/clinic", "the connection was lost"));
    isNotChecked(
        Given.verdicts(detector, bad, schema.catalog().withUsage(usage)),
        "the counters of db3/clinic could not be read: the connection was lost");
  }

  @Test
  void saysNothingWithoutACatalog() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void leavesWhatOneServerReads() {
    assertThat(found(legacy().server(true, 30, 1).server(false, 30, -1, "visits_legacy_index")))
        .isEmpty();
  }

  @Test
  void leavesRulesAndForeignKeys() {
    Schema schema =
        Schema.ofVisits()
            .add(Schema.unique("visits_code_index", "code"))
            .add(Schema.primary("visits_pkey", "id"))
            .index("visits_patient_id_index", "patient_id")
            .server(true, 30, 0);
    assertThat(found(schema)).isEmpty();
    assertThat(verdicts(schema))
        .contains(
            new Verdict.Dismissed(
                "visits_patient_id_index is the only index of a foreign key: deletes of the parent"
                    + " would read all of visits"));
  }

  @Test
  void leavesToAnotherDetectorWhatItProposes() {
    Schema schema =
        Schema.ofVisits()
            .index("a", "legacy_code")
            .index("b", "legacy_code", "room")
            .server(true, 30, 0, "b");
    assertThat(found(schema)).isEmpty();
    assertThat(verdicts(schema))
        .contains(new Verdict.Dismissed("duplicate-index proposes to drop a"));
  }

  @Test
  void reportsWhatNoServerReads() {
    Verdict.Confirmed found = found(legacy().server(true, 30, 1).server(false, 20.5, -1)).get(0);
    assertThat(found.title()).isEqualTo("visits_legacy_index was not read once in 20 days");
    Fix.DropIndex drop = (Fix.DropIndex) found.fixes().get(0);
    assertThat(drop.worthless()).isFalse();
    assertThat(drop.definition()).contains("(legacy_code)");
    assertThat(found.savedMs()).isPositive();
  }
}
