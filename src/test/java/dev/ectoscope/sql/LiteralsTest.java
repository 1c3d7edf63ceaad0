package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {

  /** The more a text holds itself, the less its parameters say. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"id\" = $1) LIMIT $2 | 0",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"id\" = 12) LIMIT $1 | 1",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"state\" = 'new') LIMIT 20 | 2",
        "SELECT 1 FROM t1 WHERE id IN ($1,$2,$13) | 1",
        "SELECT 1 FROM t1 WHERE id IN (1,2,3) | 2",
        "SELECT 1 FROM t1 WHERE id IN (SELECT 7) AND x = 8 | 3",
        "INSERT INTO posts (id, n) VALUES (1, 'a'), (2, 'b') ON CONFLICT DO UPDATE SET n = 'c' | 1",
        "SELECT v.n FROM t JOIN (VALUES (1),(2)) AS v (n) ON v.n = t.n WHERE t.x = 3 | 1",
        "'' | 1",
        "IN ( | 0",
      })
  void countsWhatStandsInTheText(String sql, int count) {
    assertThat(Literals.of(sql).count()).isEqualTo(count);
  }

  /** Logger cuts long messages anywhere. */
  @Test
  void aStatementMayBeCutOffAnywhere() {
    String text = "SELECT 1 FROM posts WHERE id IN ($1, $12, 'a''b', 7) AND (x = $tag$ a $tag$)";
    for (int end = 0; end <= text.length(); end++) {
      assertThat(Literals.of(text.substring(0, end)).count()).isNotNegative();
    }
  }

  @Test
  void valuesAreToldApartWithoutPagesAndLists() {
    String text = "SELECT 1 FROM posts WHERE id = %s AND state IN (%s) LIMIT %s";
    long hash = Literals.of(text.formatted(7, "1, 2", 10)).hash();
    assertThat(Literals.of(text.formatted(7, "3", 20)).hash()).isEqualTo(hash);
    assertThat(Literals.of(text.formatted(8, "1, 2", 10)).hash()).isNotEqualTo(hash);
    assertThat(Literals.of("SELECT id FROM posts WHERE id = $1").hash()).isZero();
  }
}
