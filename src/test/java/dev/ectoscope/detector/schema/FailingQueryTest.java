package dev.ectoscope.detector.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.detector.Verdict;
import dev.ectoscope.detector.index.Given;
import dev.ectoscope.elixir.ElixirProject;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.workload.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailingQueryTest {

  private final FailingQuery detector = new FailingQuery();
  private final Workload bad = Given.log(detector, "bad");

  @Test
  void staysSilentOnSuccessAndOnQueriesDroppedFromTheQueue() {
    assertThat(detector.suspect(Given.log(detector, "good"))).isEmpty();
    assertThat(detector.suspect(Workload.EMPTY)).isEmpty();
  }

  @Test
  void leavesDeadlocksAndTimeoutsToTheirOwnDetectors() {
    List<Verdict> verdicts = Given.verdicts(detector, bad, Evidence.NONE);
    assertThat(verdicts)
        .extracting(v -> ((Verdict.Confirmed) v).title())
        .containsExactly("An insert on bookings failed 3 times");
  }

  @Test
  void aFailedInsertWithoutAReportBelongsIntoAChangeset() {
    Verdict.Confirmed insert =
        Given.verdicts(detector, bad, Evidence.NONE).stream()
            .map(Verdict.Confirmed.class::cast)
            .filter(v -> v.title().startsWith("An insert"))
            .findFirst()
            .orElseThrow();
    assertThat(insert.failures()).isEqualTo(3);
    assertThat(insert.action()).startsWith("Name the constraint in the changeset");
    // Which columns the index has, the catalog alone tells.
    assertThat(insert.fixes()).isEmpty();
  }

  @Test
  void aConstraintThatTheChangesetNamesIsNotProposedAgain() {
    ElixirProject source =
        ElixirProject.of(
            Map.of(
                "lib/booking.ex",
                """
                defmodule Clinic.Booking do
                  use Ecto.Schema
                  schema "bookings" do
                    field :room, :string
                  end
                  def changeset(b, a), do: b |> cast(a, [:room]) |> unique_constraint(:room)
                end
                """));
    Verdict.Confirmed insert =
        (Verdict.Confirmed) Given.verdicts(detector, bad, Evidence.NONE.withSource(source)).get(0);
    assertThat(insert.fixes()).isEmpty();
    assertThat(insert.action()).startsWith("unique_constraint(:room) turns a violation into");
  }
}
