package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTextTest {

  @Test
  void aFileOfQuotesIsReadWithoutRunningOutOfStack() {
    assertThat(ServerText.key("SELECT " + "\"".repeat(65_536))).isNotBlank();
  }

  @Test
  void tellsStatementsApart() {
    assertThat(ServerText.key("SELECT a FROM t WHERE (b IS NULL)"))
        .isNotEqualTo(ServerText.key("SELECT a FROM t WHERE (b IS NOT NULL)"))
        .isNotEqualTo(ServerText.key("SELECT a FROM t WHERE (b = $1)"))
        .isNotEqualTo(ServerText.key("SELECT a FROM t WHERE (b IS TRUE)"));
    assertThat(ServerText.key("SELECT \"null\" FROM t"))
        .isNotEqualTo(ServerText.key("SELECT \"true\" FROM t"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT 1 FROM \"t\" AS t0 LIMIT 1 | SELECT $1 FROM \"t\" AS t0 LIMIT $2",
        "SELECT a FROM t WHERE (b = TRUE) AND (c = $1) | SELECT a FROM t WHERE (b = $2) AND (c = $1)",
        "UPDATE t SET a = NULL WHERE id = $1 | UPDATE t SET a = $2 WHERE id = $1",
        "SELECT a FROM t WHERE a IN (1,2,3) | SELECT a FROM t WHERE a IN ($1 /*, ... */)",
        "SELECT a FROM t WHERE a > -5 | SELECT a FROM t WHERE a > $1",
        "SELECT date_trunc('day', a) FROM t | SELECT date_trunc($1, a) FROM t",
        "SELECT extract(year from a) FROM t | SELECT extract($1 from a) FROM t",
        "INSERT INTO t (a) VALUES ($1),($2) | INSERT INTO t (a) VALUES ($1)",
        "SELECT a FROM t WHERE b > now() - interval '1 day' | SELECT a FROM t WHERE b > now() - interval $1",
        "SELECT a FROM t ON TRUE /* app:web */ | SELECT a FROM t ON $1",
        "begin | BEGIN",
      })
  void isOneForEctoAndTheServer(String ecto, String server) {
    assertThat(ServerText.key(ecto)).isEqualTo(ServerText.key(server));
  }

  @Property(tries = 300)
  void neverThrowsAndIsStable(@ForAll @StringLength(max = 200) String text) {
    String key = ServerText.key(text);
    assertThat(ServerText.key(key)).isEqualTo(key);
  }
}
