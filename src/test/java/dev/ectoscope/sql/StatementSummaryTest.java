package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatementSummaryTest {

  private static final SqlReader READER = new SqlReader();

  private static String summary(String sql) {
    return StatementSummary.of(READER.read(sql));
  }

  @Test
  void aShortStatementLosesItsQuotesAndAliases() {
    assertThat(summary("SELECT b0.\"id\" FROM \"books\" AS b0 WHERE (b0.\"id\" = $1)"))
        .isEqualTo("SELECT id FROM books WHERE (id = $1)");
  }

  @Test
  void whatOnlyLooksLikeAnAliasStays() {
    assertThat(summary("SELECT b0.\"id\" AS b1 FROM  \"books\" AS b0,\n x.b0 AS abc12, b0.id"))
        .isEqualTo("SELECT id FROM books, x.b0 AS abc12, b0.id");
    assertThat(summary("SELECT a FROM ab0.\"t\" AS b0x WHERE xyb0.\"id\" = _b0.\"id\""))
        .isEqualTo("SELECT a FROM t AS b0x WHERE xyb0.id = _b0.id");
  }

  @Test
  void aLongProjectionBecomesACount() {
    assertThat(
            summary(
                "SELECT b0.\"id\", b0.\"title\", b0.\"author_id\", b0.\"isbn\", b0.\"pages\", b0.\"published_on\" FROM \"books\" AS b0"))
        .isEqualTo("SELECT 6 cols FROM books");
  }

  @Test
  void rowsOfParametersBecomeOne() {
    assertThat(summary("INSERT INTO \"books\" (\"a\",\"b\") VALUES ($1,$2),($3,$4),($5,$6)"))
        .isEqualTo("INSERT INTO books (a,b) VALUES (…), …");
  }

  @Test
  void aListOfThousandsIsNoTrouble() {
    String list =
        IntStream.rangeClosed(1, 20_000).mapToObj(i -> "$" + i).collect(Collectors.joining(", "));
    assertThat(summary("SELECT id FROM books WHERE id IN (" + list + ")"))
        .isEqualTo("SELECT id FROM books WHERE id IN (…)");
  }
}
