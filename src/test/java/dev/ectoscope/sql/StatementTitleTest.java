package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTitleTest {

  @ParameterizedTest
  @ValueSource(strings = {"begin", "SELECT 1", "SET LOCAL x = 1", "SELECT FROM WHERE", ""})
  void whatNamesNoTableHasNoWords(String sql) {
    assertThat(title(sql)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT c0.\"id\" FROM \"comments\" AS c0 WHERE (c0.\"post_id\" = $1) ORDER BY c0.\"inserted_at\""
            + "| Read `comments` by `post_id`, oldest first",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 ORDER BY p0.\"inserted_at\" DESC OFFSET $1 LIMIT 9"
            + "| Read `posts`, newest first, by page",
        "SELECT count(*) FROM \"users\" AS u0 WHERE (u0.\"role\" = 'x') | Count `users` by `role`",
        "SELECT DISTINCT a0.\"kind\" FROM \"audits\" AS a0 | Read distinct `audits`",
        "SELECT o0.\"id\" FROM \"orders\" AS o0 INNER JOIN \"users\" AS u1 ON u1.\"id\" = o0.\"user_id\""
            + " WHERE (u1.\"email\" = $1) FOR UPDATE | Read `orders` with `users` by `email`, and lock",
        "UPDATE \"jobs\" SET \"state\" = $1 WHERE \"id\" = $2 | Update `state` of `jobs` by `id`",
        "DELETE FROM \"jobs\" WHERE \"id\" = $1 | Delete from `jobs` by `id`",
        "INSERT INTO \"jobs\" (\"a\") VALUES ($1) | Insert into `jobs`",
        "INSERT INTO \"jobs\" (\"a\") VALUES ($1),($2) | Insert rows into `jobs`",
      })
  void aStatementInWords(String sql, String words) {
    assertThat(title(sql)).isEqualTo(words);
  }

  private static String title(String sql) {
    return StatementTitle.of(new SqlReader().read(sql).shape());
  }
}
