package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.review.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverFetchingTest {

  private static final Evidence WIDE_BOOKS =
      booksWith(column("summary", 300), column("full_text", 4_000));

  private static Evidence booksWith(Catalog.Column... more) {
    List<Catalog.Column> columns = new ArrayList<>(List.of(column("id", 8), column("title", 24)));
    columns.addAll(List.of(more));
    Catalog.Table books =
        new Catalog.Table("public", "books", "table", 50_000, 400_000_000, 50_000, columns);
    return new Evidence(
        new Catalog(List.of(books), List.of(), List.of(), List.of(), List.of("public")),
        Map.of(),
        "");
  }

  private static Catalog.Column column(String name, int width) {
    return new Catalog.Column(name, "text", false, width, -1, 0);
  }

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("over-fetching/good.log").seenBy(new OverFetching(), WIDE_BOOKS).staysSilent();
  }

  @Test
  void withoutTheWidthsOfColumnsItSaysNothing() {
    given("over-fetching/bad.log").seenBy(new OverFetching()).staysSilent();
  }

  @Test
  void manyValuesOfNoTableAreNoRows() {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK db=9.0ms decode=40.0ms idle=12.3ms
            SELECT a, b, c, d, e, f, g, h, i, j, k, l []
            """
                .repeat(3))
        .seenBy(new OverFetching(), WIDE_BOOKS)
        .staysSilent();
  }

  private static Given decoding(String time) {
    String query =
        """
        09:00:00.004 [debug] QUERY OK source="books" db=9.0ms decode=%s idle=12.3ms
        SELECT b0."id", b0."title", b0."isbn", b0."summary", b0."full_text", b0."cover", b0."status", b0."added_at", b0."branch_id" FROM "books" AS b0 ORDER BY b0."id" []
        """;
    return Given.text(query.formatted(time).repeat(3));
  }

  @Test
  void aShortTimeOfDecodingSaysNothing() {
    decoding("4.9ms").seenBy(new OverFetching()).staysSilent();
  }

  /** The columns are not named: which of them are wide is not known. */
  @Test
  void aLongTimeOfDecodingIsToldWithoutADatabase() {
    decoding("12.4ms")
        .seenBy(new OverFetching())
        .finds(1)
        .says("Whole rows of books take 12 ms to decode");
  }

  /** A row of 130 bytes is no burden in a list of fifty. */
  @Test
  void shortRowsAreNoBurden() {
    given("over-fetching/bad.log")
        .seenBy(new OverFetching(), booksWith(column("summary", 100)))
        .staysSilent();
  }

  /** Values in the TOAST table count as the 18 bytes of their pointer in pg_stats. */
  @Test
  void valuesStoredOutOfLineAreLongWhateverTheirWidthSays() {
    Catalog.Column scan = new Catalog.Column("full_text", "bytea", false, 18, -1, 0);
    given("over-fetching/bad.log")
        .seenBy(new OverFetching(), booksWith(column("summary", 300), scan))
        .finds(1);
  }

  /** Thirty documents are a lot to carry, thirty short texts are not. */
  @Test
  void aShortPageOfLongTextsIsWide() {
    Given page =
        Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="books" db=9.0ms idle=12.3ms
            SELECT b0."id", b0."title", b0."isbn", b0."summary", b0."full_text", b0."cover", b0."status", b0."added_at", b0."branch_id" FROM "books" AS b0 ORDER BY b0."id" LIMIT 30 []
            """);
    page.seenBy(new OverFetching(), booksWith(column("full_text", 6_000))).finds(1);
    page.seenBy(new OverFetching(), booksWith(column("full_text", 1_500)))
        .dismisses("a query returns only 30 rows");
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("over-fetching/bad.log")
        .seenBy(new OverFetching(), WIDE_BOOKS)
        .finds(1)
        .says("Whole rows of books are read for a list")
        .at("lib/library/shelves.ex:52")
        .proposes(Fix.SelectFields.class);
  }
}
