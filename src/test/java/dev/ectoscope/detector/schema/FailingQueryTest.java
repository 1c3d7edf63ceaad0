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

  /** The error's own words tell the constraint, with or without a catalog. */
  @Test
  void namesTheConstraintThatTheErrorNames() {
    assertThat(of(RAISED.formatted("bookings_room_index", "unique")))
        .isEqualTo(
            "An insert on bookings failed once: the unique constraint bookings_room_index was violated"
                + " Name the constraint in the changeset, as unique_constraint(:room), so that the"
                + " caller gets {:error, changeset}.");
    assertThat(of(RAISED.formatted("one_a_day", "unique")))
        .contains("unique_constraint(:field_to_show_it_at, name: :one_a_day)");
    assertThat(of(RAISED.formatted("bookings_room_id_fkey", "foreign_key")))
        .contains("foreign_key_constraint(:room_id),");
    assertThat(of(RAISED.formatted("price_positive", "check")))
        .contains("check_constraint(:field_to_show_it_at, name: :price_positive)");
    assertThat(
            of(
                "** (Postgrex.Error) ERROR 23502 (not_null_violation) null value in column"
                    + " \"ward\" of relation \"bookings\" violates not-null constraint"))
        .isEqualTo(
            "An insert on bookings failed once: ward must not be null Give ward a value before the"
                + " write, or require it in the changeset with validate_required.");
    assertThat(
            of(
                "** (Postgrex.Error) ERROR 23505 (unique_violation) duplicate key value violates"
                    + " unique constraint \"bookings_room_index\""))
        .contains("the unique constraint bookings_room_index was violated")
        .contains("on_conflict");
  }

  private static final String RAISED =
      "** (Ecto.ConstraintError) constraint error when attempting to insert struct:\n\n"
          + "    * \"%s\" (%s_constraint)\n\nIf you would like to stop this constraint violation";

  private String of(String error) {
    Workload workload =
        Given.text(
            """
            10:00:00.100 request_id=F1 [debug] QUERY ERROR source="bookings" db=1.2ms
            INSERT INTO "bookings" ("room") VALUES ($1) RETURNING "id" [1]
            10:00:00.110 request_id=F1 [error] #PID<0.1.0> running App.Endpoint terminated
            %s
            """
                .formatted(error));
    Verdict.Confirmed verdict =
        (Verdict.Confirmed) Given.verdicts(detector, workload, Evidence.NONE).get(0);
    return verdict.title() + " " + verdict.action();
  }
}
