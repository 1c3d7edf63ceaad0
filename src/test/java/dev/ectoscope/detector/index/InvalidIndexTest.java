package dev.ectoscope.detector.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Note;
import dev.ectoscope.workload.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvalidIndexTest {

  private final InvalidIndex detector = new InvalidIndex();
  private final Workload bad = Given.log(detector, "bad");

  private List<Verdict.Confirmed> found(Schema schema) {
    return Given.confirmed(detector, bad, schema.catalog());
  }

  @Test
  void leavesValidIndexesAlone() {
    assertThat(found(Schema.ofVisits().index("visits_room_index", "room"))).isEmpty();
  }

  @Test
  void leavesABuildThatIsRunningAlone() {
    Schema running =
        Schema.ofVisits()
            .add(Schema.invalid("visits_room_index", "room"))
            .building("public.visits_room_index");
    assertThat(found(running)).isEmpty();
    assertThat(Given.verdicts(detector, bad, running.catalog()))
        .containsExactly(
            new Verdict.Dismissed("0 indexes of the schema are valid, 1 being built now"));
  }

  @Test
  void saysNothingWithoutACatalog() {
    assertThat(Given.verdict(detector, bad, Evidence.NONE)).isInstanceOf(Verdict.NotChecked.class);
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void rebuildsWhatIsWanted() {
    Verdict.Confirmed found =
        found(Schema.ofVisits().add(Schema.invalid("visits_room_index", "room"))).get(0);
    assertThat(found.title()).isEqualTo("visits_room_index is not valid: no query uses it");
    assertThat(found.fixes())
        .containsExactly(new Fix.RebuildIndex("public", "visits", "visits_room_index"));
    assertThat(found.notes())
        .extracting(Note::text)
        .anyMatch(text -> text.contains("A standby does not see builds"));
  }

  @Test
  void dropsWhatAFailedRebuildLeftBehind() {
    for (String name : List.of("visits_room_index_ccnew", "visits_room_index_ccold3", "again")) {
      Verdict.Confirmed found =
          found(
                  Schema.ofVisits()
                      .add(Schema.invalid(name, "room"))
                      .index("visits_room_index", "room"))
              .get(0);
      assertThat(found.title()).isEqualTo(name + " is left over from a failed build");
      assertThat(((Fix.DropIndex) found.fixes().get(0)).worthless()).isTrue();
    }
  }
}
