package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.review.Finding;
import dev.ectoscope.review.Fix;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters that hide their column, and values in the text of a query, mended where they stand. */
class FormRewriteTest {

  private static final String BERTHS = "SELECT b0.\"id\" FROM \"berths\" AS b0";

  private static Finding.Code changed(String body, Fix fix) {
    return RewriteTest.code(body, "Repo.", BERTHS, fix);
  }

  private static Finding.Code sent(String body, String sql) {
    return RewriteTest.code(body, "Repo.", sql, new Fix.Parameters("", "", "", ""));
  }

  private static Fix span(String part, String operator) {
    return new Fix.DateRange("Pier.Harbour.show/1", "", "berths", "inserted_at", part, operator);
  }

  private static String show(String where) {
    return """
    def show(x) do
      Repo.all(
        from(b in Berth,
          where: %s,
          select: b.id
        )
      )
    end
    """
        .formatted(where);
  }

  private static final String ON_ONE_LINE =
      """
      def show(day) do
        rows = Berth |> where([b], fragment("?::date", b.inserted_at) == ^day) |> Repo.all()
        length(rows)
      end
      """;

  private static final String QUOTED =
      "def show(x), do: Repo.query!(\"SELECT 1 FROM berths WHERE bay = '#{x}'\")\n";

  private static final Fix TYPED = new Fix.CompareAsTyped("", "", "berths", "bay");
  private static final Fix FOLDED = new Fix.SameCase("", "", "berths", "bay", "lower");

  static Stream<Finding.Code> everyChange() {
    return Stream.of(
        changed(ON_ONE_LINE, span("day", "=")),
        changed(WITH_OPTIONS, span("day", "=")),
        changed(show("fragment(\"date(?) = ?\", b.inserted_at, ^x)"), span("day", "=")),
        changed(show("fragment(\"?::text\", b.bay) == ^to_string(x)"), TYPED),
        sent(QUOTED, "SELECT 1 FROM berths WHERE bay = '3'"));
  }

  @Test
  void aDayBecomesASpanAndWhatNoLongerFitsIsBroken() {
    assertThat(changed(ON_ONE_LINE, span("day", "=")).code())
        .isEqualTo(
            """
              def show(day) do
                midnight = NaiveDateTime.new!(day, ~T[00:00:00])
                next_midnight = NaiveDateTime.new!(Date.add(day, 1), ~T[00:00:00])

                rows =
                  Berth
                  |> where([b], b.inserted_at >= ^midnight and b.inserted_at < ^next_midnight)
                  |> Repo.all()

                length(rows)
              end
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          >= | b.inserted_at >= ^midnight
          >  | b.inserted_at >= ^next_midnight
          <  | b.inserted_at < ^midnight
          <= | b.inserted_at < ^next_midnight
          """)
  void anOpenSpanNeedsOneEndAlone(String operator, String where) {
    String code =
        changed(
                show("fragment(\"date(?) " + operator + " ?\", b.inserted_at, ^x)"),
                span("day", operator))
            .code();
    assertThat(code).contains("where: " + where + ",").containsOnlyOnce("NaiveDateTime.new!");
  }

  private static final String WITH_OPTIONS =
      """
      def show(day) do
        rows = Repo.all(from(b in Berth, where: fragment("?::date", b.inserted_at) == ^day), timeout: 9)
        length(rows)
      end
      """;

  @Test
  void whatTheRepoIsGivenBesidesTheQueryIsKept() {
    assertThat(changed(WITH_OPTIONS, span("day", "=")).code())
        .contains(
            """
                rows =
                  Repo.all(
                    from(b in Berth, where: b.inserted_at >= ^midnight and b.inserted_at < ^next_midnight),
                    timeout: 9
                  )
            """);
  }

  @Test
  void aMonthAsTextIsReadAsADate() {
    assertThat(
            changed(
                    show("fragment(\"to_char(?, 'YYYY-MM')\", b.inserted_at) == ^x"),
                    span("month", "="))
                .code())
        .contains("first_day = Date.from_iso8601!(x <> \"-01\")")
        .contains("where: b.inserted_at >= ^month_start and b.inserted_at < ^next_month,");
  }

  @Test
  void aValueOfItsOwnTypeIsCastByEcto() {
    assertThat(changed(show("fragment(\"?::text\", b.bay) == ^to_string(x)"), TYPED).code())
        .contains("where: b.bay == ^x,");
  }

  @Test
  void aFoldedValueIsFoldedByTheDatabaseAndAnyOtherLeftAlone() {
    assertThat(
            changed(show("fragment(\"lower(?) = ?\", b.bay, ^String.downcase(x))"), FOLDED).code())
        .contains("fragment(\"lower(?) = lower(?)\", b.bay, ^x)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          fragment("date(?) = ?", b.bay, ^x)
          fragment("date(?) <> ?", b.inserted_at, ^x)
          fragment("date(?) = ?", b.inserted_at, type(^x, :date))
          fragment("date(? + ?) = ?", b.inserted_at, b.bay, ^x)
          fragment("date(?) = ?", b.inserted_at, ^x) or fragment("date(?)", b.inserted_at) == ^x
          """)
  void whatIsNotWhollyUnderstoodStaysAsItIs(String where) {
    assertThat(changed(show(where), span("day", "=")).before()).isEmpty();
  }

  @Test
  void aValueBetweenQuotesBecomesAParameter() {
    assertThat(sent(QUOTED, "SELECT 1 FROM berths WHERE bay = '3'").code())
        .isEqualTo(
            "  def show(x), do: Repo.query!(\"SELECT 1 FROM berths WHERE bay = $1\", [x])\n");
    // What stands without quotes may be a name, or a whole condition.
    assertThat(sent(QUOTED.replace("'", ""), "SELECT 1 FROM berths WHERE bay = 3").before())
        .isEmpty();
  }

  @Test
  void partsOfAPatternStayWithTheirValue() {
    String body =
        """
        def show(x) do
          sql = "SELECT 1 FROM berths WHERE a LIKE '%#{x}%' AND b = '#{String.trim(x)}'"
          Repo.query!(sql)
        end
        """;
    String sql = "SELECT 1 FROM berths WHERE a LIKE '%x%' AND b = 'x'";
    assertThat(sent(body, sql).code().lines())
        .containsAll(
            List.of(
                "    sql = \"SELECT 1 FROM berths WHERE a LIKE $1 AND b = $2\"",
                "    Repo.query!(sql, [\"%#{x}%\", String.trim(x)])"));
  }

  @Test
  void aPartOfADocumentIsAskedOfTheWholeDocument() {
    Fix fix = new Fix.Contains("", "", "berths", "bay", List.of("seo"), false);
    assertThat(changed(show("b.bay[\"seo\"][\"shown\"] == false"), fix).code())
        .contains(
            "where: fragment(\"? @> ?\", b.bay, type(^%{\"seo\" => %{\"shown\" => false}}, :map)),");
    assertThat(changed(show("b.bay[\"other\"] == false"), fix).before()).isEmpty();
    assertThat(changed(show("fragment(\"?->>'seo' = ?\", b.bay, ^x)"), fix).code())
        .contains("type(^%{\"seo\" => x}, :map)");
  }
}
