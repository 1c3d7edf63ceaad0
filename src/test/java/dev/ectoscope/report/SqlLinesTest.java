package dev.ectoscope.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlLinesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 -- FROM here",
        "SELECT ' FROM x WHERE y'",
        "SELECT \"a FROM b\"",
        "SELECT (SELECT 1 FROM a WHERE b)",
        "begin"
      })
  void textsCommentsAndSubqueriesStayInOneLine(String sql) {
    assertThat(SqlLines.of(sql)).isEqualTo(sql);
  }

  @Test
  void eachClauseHasALine() {
    assertThat(
            SqlLines.of(
                "SELECT a FROM t AS t0 LEFT OUTER JOIN u ON true WHERE (a IN (SELECT b FROM c)) ORDER BY a LIMIT 1"))
        .isEqualTo(
            "SELECT a\nFROM t AS t0\nLEFT OUTER JOIN u ON true\nWHERE (a IN (SELECT b FROM c))\nORDER BY a\nLIMIT 1");
  }
}
