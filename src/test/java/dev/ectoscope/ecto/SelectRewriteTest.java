package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rows narrowed to what the function reads of them. */
class SelectRewriteTest {

  private static final String BERTHS = "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0";

  private static Finding.Code narrowed(String body) {
    return RewriteTest.code(
        body,
        "Repo.all",
        BERTHS,
        new Fix.SelectFields(
            "Pier.Harbour.show/0",
            "lib/harbour.ex",
            "berths",
            List.of("id", "bay", "boat_id"),
            List.of("state")));
  }

  private static final String ASSIGNED =
      """
      def show do
        berths = Repo.all(from(b in Berth, order_by: b.bay))
        total = length(Enum.map(berths, & &1.bay))
        {total, for(berth <- berths, do: {berth.id, berth.bay})}
      end
      """;
  private static final String PIPED =
      """
      def show do
        Berth
        |> where([b], b.bay > 2)
        |> Repo.all()
        |> Enum.map(fn berth -> {berth.boat_id, berth.bay} end)
      end
      """;
  private static final String GIVEN =
      """
      def show do
        Map.new(Repo.all(from(b in Berth)), fn b -> {b.id, b.bay} end)
      end
      """;

  private static final String LONG =
      """
      def show do
        berths = Repo.all(from(b in Berth, where: b.bay > 222_222, limit: 4000))
        Enum.map(berths, & &1.bay)
      end
      """;

  static Stream<Finding.Code> everyChange() {
    return Stream.of(ASSIGNED, PIPED, GIVEN, LONG).map(SelectRewriteTest::narrowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Rows leave the function whole.
        "Repo.all(from(b in Berth, order_by: b.bay))",
        "berths = Repo.all(from(b in Berth, order_by: b.bay))\n  {Enum.map(berths, & &1.bay), berths}",
        "Enum.filter(Repo.all(from(b in Berth)), & &1.bay)",
        "Enum.map(Repo.all(from(b in Berth)), &shown/1)",
        "for b <- Repo.all(from(b in Berth)), do: {b.bay, shown(b)}",
        "for b <- Repo.all(from(b in Berth)), do: %{b | bay: b.bay + 1}",
        // What is read is no column.
        "Enum.map(Repo.all(from(b in Berth)), & &1.boat)",
        "Enum.map(Repo.all(from(b in Berth)), & &1.boat.name)",
        // The change would not fit on its line.
        "Map.new(Repo.all(from(b in Berth, where: b.bay > 2)), fn b -> {b.id, b.bay, b.boat_id} end)",
        // Columns are chosen already.
        "Enum.map(Repo.all(from(b in Berth, select: b)), & &1.bay)",
        "Enum.map(Repo.all(from(b in Berth, preload: :boat)), & &1.bay)"
      })
  void whatIsNotClearGetsAFunctionBeside(String statements) {
    Finding.Code code = narrowed("def show do\n  " + statements + "\nend\n");
    assertThat(code.before()).isEmpty();
    assertThat(code.code()).contains("show_fields(query \\\\ Berth)");
  }

  @Test
  void theFieldsThatAreReadAreSelected() {
    assertThat(narrowed(ASSIGNED).code())
        .contains("from(b in Berth, order_by: b.bay, select: map(b, [:bay, :id]))");
    assertThat(narrowed(PIPED).code())
        .contains("    |> where([b], b.bay > 2)\n    |> select([b], map(b, [:bay, :boat_id]))\n");
    assertThat(narrowed(GIVEN).code()).contains("from(b in Berth, select: map(b, [:bay, :id]))");
    assertThat(narrowed(LONG).code()).contains("berths =\n      Repo.all(from(b in Berth,");
    assertThat(narrowed(GIVEN).note()).contains("KeyError");
  }
}
