package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.Association;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function that asks for one row, and the loop that calls it for many. */
class CallerRewriteTest {

  private static final String BOAT =
      "SELECT b0.\"id\", b0.\"name\" FROM \"boats\" AS b0 WHERE (b0.\"id\" = $1)";
  private static final String BERTHS =
      "SELECT b0.\"id\", b0.\"boat_id\" FROM \"berths\" AS b0 WHERE (b0.\"boat_id\" = $1)"
          + " ORDER BY b0.\"boat_id\"";

  private static List<Finding.Code> preloaded(
      String function, String body, String sql, Association association) {
    boolean one = association == Association.BELONGS_TO;
    Fix fix =
        new Fix.Preload(
            "Pier.Harbour." + function,
            "lib/harbour.ex",
            one ? "berths" : "boats",
            one ? "boats" : "berths",
            one ? "id" : "boat_id",
            association,
            List.of());
    return RewriteTest.codes(function, body, "Repo.", sql, fix);
  }

  private static final String CARDS =
      """
      def cards(boats), do: Enum.map(boats, fn boat -> card(boat) end)

      defp card(boat) do
        %{berths: berths} = Repo.preload(boat, :berths)
        length(berths)
      end
      """;

  private static final String NAMES =
      """
      def names(berths) do
        for berth <- berths, into: %{} do
          {berth.id, name(berth)}
        end
      end

      def name(berth) do
        Repo.get!(Boat, berth.boat_id).name
      end
      """;

  private static final String ALLOWED =
      """
      def show(id) do
        for word <- ~w(moor leave), allowed?(id, word), do: word
      end

      %s allowed?(id, word) do
        boat = Repo.get!(Boat, id)
        boat.name =~ word
      end
      """;

  private static List<Finding.Code> once(String body) {
    return RewriteTest.codes(
        "allowed?/2",
        body,
        "Repo.",
        BOAT,
        new Fix.LoadOnce("Pier.Harbour.allowed?/2", "", "boats"));
  }

  /** Called from where nothing is known of: the function again, with what it loaded given. */
  @Test
  void aLoadInTheMiddleIsGivenToAFunctionOfItsOwn() {
    String body =
        """
        def label(id, none \\\\ "") do
          case Repo.get_by(Boat, id: id) do
            nil -> none
            boat -> boat.name
          end
        end
        """;
    Fix fix = new Fix.LoadOnce("Pier.Harbour.label/2", "", "boats");
    assertThat(RewriteTest.codes("label/2", body, "Repo.", BOAT, fix).get(0).code())
        .endsWith(
            """
            def label_with(loaded_boat, none) do
              case loaded_boat do
                nil -> none
                boat -> boat.name
              end
            end
            """);
  }

  static Stream<Finding.Code> everyChange() {
    return Stream.of(
            preloaded("card/1", CARDS, BERTHS, Association.PRELOAD_IN_LOOP),
            preloaded("name/1", NAMES, BOAT, Association.BELONGS_TO),
            once(ALLOWED.formatted("def")),
            once(ALLOWED.formatted("defp")))
        .flatMap(List::stream);
  }

  @Test
  void whatAHelperPreloadsIsPreloadedForAllByItsCaller() {
    List<Finding.Code> codes = preloaded("card/1", CARDS, BERTHS, Association.PRELOAD_IN_LOOP);
    assertThat(codes).hasSize(1);
    assertThat(codes.get(0).code())
        .isEqualTo(
            "  def cards(boats),"
                + " do: Enum.map(Repo.preload(boats, :berths), fn boat -> card(boat) end)\n");
  }

  @Test
  void aLookUpOfAHelperAsksForTheAssociationThatItsCallerHasPreloaded() {
    List<Finding.Code> codes = preloaded("name/1", NAMES, BOAT, Association.BELONGS_TO);
    assertThat(codes).hasSize(2);
    assertThat(codes.get(0).code()).contains("for berth <- Repo.preload(berths, :boat), into: %{}");
    assertThat(codes.get(1).code()).contains("Repo.preload(berth, :boat).boat.name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Called in two loops, in none, and with something else than the element.
        "def a(xs), do: Enum.map(xs, &card/1)\n\ndef b(xs), do: Enum.each(xs, &card/1)\n",
        "def a(x), do: card(x)\n",
        "def a(xs), do: Enum.map(xs, fn x -> card(x.boat) end)\n",
      })
  void whereNoOneLoopCallsItWithItsElementNothingIsChanged(String callers) {
    String card = "\ndefp card(boat), do: Repo.preload(boat, :berths)\n";
    assertThat(preloaded("card/1", callers + card, BERTHS, Association.PRELOAD_IN_LOOP))
        .allMatch(code -> code.before().isEmpty());
  }

  @Test
  void aPublicFunctionThatLoadsItsArgumentTakesTheStructToo() {
    List<Finding.Code> codes = once(ALLOWED.formatted("def"));
    assertThat(codes.get(0).code())
        .isEqualTo(
            """
              def allowed?(%Boat{} = boat, word) do
                boat.name =~ word
              end

              def allowed?(id, word), do: allowed?(Repo.get!(Boat, id), word)
            """);
    assertThat(codes.get(1).code())
        .isEqualTo(
            """
              def show(id) do
                boat = Repo.get!(Boat, id)

                for word <- ~w(moor leave), allowed?(boat, word), do: word
              end
            """);
  }

  @Test
  void aPrivateFunctionOfOneCallTakesTheStructAlone() {
    assertThat(once(ALLOWED.formatted("defp")).get(0).code())
        .startsWith("  defp allowed?(boat, word) do\n    boat.name =~ word\n  end\n");
  }

  @Test
  void anArgumentThatTheLoopChangesIsLoadedEachTime() {
    List<Finding.Code> codes =
        once(ALLOWED.formatted("def").replace("(id, word), do", "(word, id), do"));
    assertThat(codes).hasSize(1);
    assertThat(codes.get(0).code()).contains("%Boat{} = boat");
  }

  @Test
  void aNewFunctionTakesNoNameThatTheModuleHas() {
    String card = "def card(boat), do: Repo.preload(boat, :berths)\n";
    String taken = "\ndef card_preloaded(boats), do: boats\n";
    assertThat(preloaded("card/1", card, BERTHS, Association.PRELOAD_IN_LOOP).get(0).code())
        .contains("def card_preloaded(boats) do");
    assertThat(preloaded("card/1", card + taken, BERTHS, Association.PRELOAD_IN_LOOP).get(0).code())
        .contains("def card_preloaded_2(boats) do");
  }
}
