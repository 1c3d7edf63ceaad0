package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A function that pages by number, which then takes the last row too. */
class KeysetRewriteTest {

  private static final String PAGE =
      "SELECT b0.\"id\", b0.\"bay\" FROM \"berths\" AS b0 ORDER BY b0.\"bay\" DESC LIMIT 20 OFFSET $1";

  private static Finding.Code page(String body, String line, String... order) {
    return RewriteTest.code(
        body,
        line,
        PAGE,
        new Fix.KeysetPage(
            "Pier.Harbour.show/1", "lib/harbour.ex", "berths", List.of(order), 20, List.of()));
  }

  private static final String KEYWORDS =
      """
      def show(page) do
        Repo.all(
          from(b in Berth,
            where: b.state == :free,
            order_by: [desc: b.inserted_at],
            limit: 20,
            offset: ^((page - 1) * 20)
          )
        )
      end
      """;
  private static final String PIPED =
      """
      def show(bay, page, size \\\\ 20) do
        rows =
          Berth
          |> where([b], b.bay > ^bay)
          |> order_by([b], asc: b.bay, desc: b.id)
          |> limit(^size)
          |> offset(^(page * size))
          |> Repo.all()

        {rows, length(rows)}
      end
      """;

  static Stream<Finding.Code> everyChange() {
    return Stream.of(KEYWORDS, PIPED).map(body -> page(body, "Repo.all"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The rows do not hold what the next page begins after.
        "Repo.all(from(b in Berth, order_by: b.bay, limit: 20, offset: ^(page * 20), select: b.id))",
        "rows = Repo.all(from(b in Berth, order_by: b.id, limit: 9, offset: ^page))\n  Enum.map(rows, & &1.bay)",
        // The page decides something else too.
        "Repo.all(from(b in Berth, order_by: b.id, limit: ^page, offset: ^(page * 20)))",
        "rows = Repo.all(from(b in Berth, order_by: b.id, limit: 9, offset: ^page))\n  {page, rows}",
        // An offset that is no number of the function's own.
        "Repo.all(from(b in Berth, order_by: b.id, limit: 20, offset: ^skipped(page)))",
        // An order that is no column, and a loop over the pages.
        "Repo.all(from(b in Berth, order_by: fragment(\"now()\"), limit: 20, offset: ^page))",
        "Enum.each(0..page, fn n -> Repo.all(from(b in Berth, order_by: b.id, limit: 2, offset: ^n)) end)"
      })
  void whatIsNotClearGetsAFunctionBeside(String statements) {
    Finding.Code code = page("def show(page) do\n  " + statements + "\nend\n", "Repo.all", "id");
    assertThat(code.before()).isEmpty();
    assertThat(code.code()).contains("def show_after(id");
  }

  @Test
  void pageNumbersStillWorkBesideTheLastRow() {
    Finding.Code code = page(KEYWORDS, "Repo.all");
    assertThat(code.code())
        .isEqualTo(
            """
              def show(page) do
                Repo.all(
                  from(b in show_from(Berth, page),
                    where: b.state == :free,
                    order_by: [desc: b.inserted_at, desc: b.id],
                    limit: 20
                  )
                )
              end

              defp show_from(query, page) when is_integer(page) do
                offset(query, ^((page - 1) * 20))
              end

              defp show_from(query, {inserted_at, id}) do
                where(query, [b], {b.inserted_at, b.id} < {^inserted_at, ^id})
              end
            """);
    assertThat(code.note()).contains("Page numbers work as before").doesNotContain("not found");
  }

  /** There is no {@code id}. */
  @Test
  void theOrderIsMadeCertainByTheWholePrimaryKey() {
    String sql =
        "SELECT r0.\"strand\" FROM \"ropes\" AS r0 ORDER BY r0.\"inserted_at\" DESC LIMIT 9 OFFSET $1";
    List<String> order = List.of("inserted_at DESC");
    Fix fix =
        new Fix.KeysetPage("Pier.Harbour.show/1", "lib/harbour.ex", "ropes", order, 9, List.of());
    String head = "import Ecto.Query\n  alias Pier.{Repo, Rope}";
    String query =
        "Repo.all(from(r in Rope, order_by: [desc: r.inserted_at], limit: 9, offset: ^page))";
    String body = KEYWORDS.replace("b in Berth", "r in Rope").replace("b.", "r.");
    Finding.Code changed = RewriteTest.code(head, body, "Repo.all", sql, fix, "%{}\n");
    assertThat(changed.code())
        .contains("[desc: r.inserted_at, desc: r.berth_no, desc: r.strand]")
        .contains("defp show_from(query, {inserted_at, berth_no, strand}) do");
    assertThat(changed.note()).contains("Sorting by berth_no, strand too makes the order");
    String other = "def show(page) do\n  length(" + query + ") + page\nend\n";
    Finding.Code beside = RewriteTest.code(head, other, "Repo.all", sql, fix, "%{}\n");
    assertThat(beside.code())
        .contains("def show_after({inserted_at, berth_no, strand}) do")
        .doesNotContain("r.id");
  }

  @Test
  void aCursorOfOneColumnIsNotTakenForAPage() {
    Finding.Code code =
        page(
            "def show(n), do: Repo.all(from(b in Berth, order_by: b.id, limit: 9, offset: ^(n * 9)))\n",
            "Repo.all");
    assertThat(code.code())
        .contains("defp show_from(query, {:after, id}) do\n    where(query, [b], b.id > ^id)");
    assertThat(code.note()).contains("pass {:after, id} of the last row");
  }

  @Test
  void ordersOfTwoDirectionsAreNoTuple() {
    Finding.Code code = page(PIPED, "Repo.all");
    assertThat(code.code())
        .contains("    |> show_from(page, size)\n", "asc: b.bay, desc: b.id")
        .contains("defp show_from(query, {bay, id}, _size) do")
        .contains("|> where([b], b.bay >= ^bay)\n", "|> where([b], b.bay > ^bay or b.id < ^id)");
    assertThat(code.note()).contains("rows without bay are not found");
  }

  @Test
  void beyondWhatIsUnderstoodANewPageHasTheConditionsAndColumnsOfTheOld() {
    Finding.Code code =
        page(
            """
            def show(page, state) do
              rows =
                Berth
                |> where([b], b.state == ^state)
                |> order_by([b], asc: b.bay)
                |> limit(20)
                |> offset(^(page * 20))
                |> select([b], {b.id, b.boat_id})
                |> Repo.all()

              length(rows)
            end
            """,
            "Repo.all",
            "bay");
    assertThat(code.before()).isEmpty();
    assertThat(code.code())
        .contains("def show_after(nil, state), do: Repo.all(show_page_query(state))")
        .contains("def show_after({bay, id}, state) do")
        .contains("def show_before({bay, id}, state) do", "{b.bay, b.id} < {^bay, ^id}")
        .contains("  |> reverse_order()\n  |> Repo.all()\n  |> Enum.reverse()\n")
        .contains("where: b.state == ^state and not is_nil(b.bay),")
        .contains("select: {b.id, b.boat_id, b.bay}")
        .contains("# bay is read too, for the cursor.");
  }
}
