package dev.ectoscope.detector.query;

import static dev.ectoscope.detector.query.Given.given;

import dev.ectoscope.review.Fix;
import org.junit.jupiter.api.Test;

class OrAcrossColumnsTest {

  @Test
  void staysSilentOnceTheAdviceIsTaken() {
    given("or-across-columns/good.log")
        .seenBy(new OrAcrossColumns(), Library.with(200_000))
        .staysSilent();
  }

  @Test
  void withoutKnowingTheIndexesItSaysNothing() {
    given("or-across-columns/bad.log").seenBy(new OrAcrossColumns()).staysSilent();
  }

  @Test
  void postgresJoinsTheIndexesOfOneTable() {
    given("or-across-columns/bad.log")
        .seenBy(
            new OrAcrossColumns(),
            Library.with(
                200_000,
                Library.index("books", "btree", "isbn"),
                Library.index("books", "btree", "title")))
        .dismisses("each column has an index: PostgreSQL joins them (BitmapOr)");
  }

  @Test
  void smallTablesAreReadAsQuickly() {
    given("or-across-columns/bad.log")
        .seenBy(new OrAcrossColumns(), Library.with(90))
        .dismisses("the tables are small");
  }

  @Test
  void reportsThePlaceAndTheRemedy() {
    given("or-across-columns/bad.log")
        .seenBy(
            new OrAcrossColumns(), Library.with(200_000, Library.index("books", "btree", "isbn")))
        .finds(1)
        .says("books is searched by isbn or title, and not all have an index")
        .at("lib/library/search.ex:22")
        .proposes(Fix.CreateIndex.class);
  }

  @Test
  void noIndexHelpsAcrossAJoin() {
    Given.text(
            """
            09:00:00.004 [debug] QUERY OK source="loans" db=9.0ms idle=12.3ms
            SELECT l0."id" FROM "loans" AS l0 INNER JOIN "books" AS b1 ON b1."id" = l0."book_id" WHERE ((l0."code" = $1) OR (b1."isbn" = $2)) ["a", "a"]
            """)
        .seenBy(
            new OrAcrossColumns(),
            Library.with(
                200_000,
                Library.index("loans", "btree", "code"),
                Library.index("books", "btree", "isbn")))
        .finds(1)
        .proposes(Fix.UnionInsteadOfOr.class);
  }
}
