package dev.ectoscope.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without the parser is read as with it. */
class UsualStatementTest {

  private static final LimitedParser PARSER = new LimitedParser(Duration.ofSeconds(5));

  private static final List<String> USUAL =
      List.of(
          "SELECT p0.\"id\", p0.\"title\" FROM \"posts\" AS p0 WHERE (p0.\"user_id\" = $1)",
          "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (((p0.\"status\" = 'paid') AND"
              + " (p0.\"deleted_at\" IS NULL)) AND (p0.\"id\" = ANY($1))) ORDER BY p0.\"id\" DESC NULLS"
              + " LAST, p0.\"at\" LIMIT $2 OFFSET 40",
          "SELECT DISTINCT u0.\"id\" FROM \"acme\".\"users\" AS u0 WHERE (u0.\"a\" != 5) AND (u0.\"b\""
              + " IN ($1,$2)) AND (u0.\"active\")",
          "SELECT c0.\"id\" FROM \"cards\" AS c0 WHERE (((c0.\"a\" <= $1) OR (c0.\"b\" > 'x y')) AND"
              + " (c0.\"c\" ILIKE $2)) OR (c0.\"d\" IN ('a','b'))",
          "SELECT u1.\"id\", count(p0.\"id\") FROM \"posts\" AS p0 INNER JOIN \"users\" AS u1 ON"
              + " u1.\"id\" = p0.\"user_id\" LEFT OUTER JOIN \"tags\" AS t2 ON (t2.\"id\" ="
              + " p0.\"tag_id\") AND (t2.\"kind\" = $1) WHERE (p0.\"at\" >= $2) GROUP BY u1.\"id\"",
          "SELECT count(*), sum(p0.\"n\"), count(DISTINCT p0.\"m\") FROM \"posts\" AS p0",
          "SELECT TRUE FROM \"users\" AS u0 WHERE (lower(u0.\"email\") = $1) LIMIT 1",
          "SELECT 1 FROM \"users\" AS u0 WHERE (TRUE AND (u0.\"email\" LIKE 'a%')) LIMIT 1",
          "SELECT j0.\"id\" FROM \"jobs\" AS j0 WHERE (j0.\"state\" = 'ready') LIMIT 10 FOR UPDATE SKIP"
              + " LOCKED",
          "SELECT t0.\"id\", p1.\"post_id\"::bigint FROM \"tags\" AS t0 INNER JOIN \"posts_tags\" AS p1"
              + " ON t0.\"id\" = p1.\"tag_id\" WHERE (p1.\"post_id\" = ANY($1)) AND (t0.\"id\"::text ="
              + " $2::varchar) ORDER BY p1.\"post_id\"::bigint DESC",
          "INSERT INTO \"tags\" (\"name\",\"at\") VALUES ($1,$2),($3,DEFAULT) ON CONFLICT (\"name\") DO"
              + " UPDATE SET \"at\" = EXCLUDED.\"at\" RETURNING \"id\"",
          "INSERT INTO \"levels\" AS l0 (\"a\",\"b\") VALUES ($1,$2) ON CONFLICT (\"a\") DO UPDATE SET"
              + " \"b\" = $3",
          "INSERT INTO \"tags\" (\"name\") VALUES ($1) ON CONFLICT DO NOTHING",
          "UPDATE \"orders\" SET \"shipped_at\" = $1, \"state\" = 'sent' WHERE \"id\" = $2",
          "UPDATE \"orders\" AS o0 SET \"version\" = o0.\"version\" + $1 WHERE (o0.\"id\" = $2)",
          "DELETE FROM \"orders\" AS o0 WHERE (o0.\"at\" < $1) RETURNING o0.\"id\"");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"id\" IN (SELECT s0.\"id\" FROM \"s\" AS s0))",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"at\" > now() - interval '30 days')",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (lower(p0.\"name\"))",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"name\" = $1::varchar(20))",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (p0.\"name\" = 'it''s')",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 WHERE (x1.\"name\" = $1)",
        "SELECT p0.\"id\" AS \"n\" FROM \"posts\" AS p0 ORDER BY \"n\"",
        "select id from posts",
        "SELECT p0.\"id\" FROM \"posts\" AS p0 LIMIT$1",
        "WITH \"a\" AS (SELECT 1) DELETE FROM \"posts\"",
        ""
      })
  void whatLeavesADoubtIsForTheParser(String sql) {
    assertThat(UsualStatement.read(sql)).isNull();
  }

  @ParameterizedTest
  @MethodSource("usual")
  void theUsualIsReadAsTheParserReadsIt(String sql) throws Exception {
    assertThat(UsualStatement.read(sql)).isEqualTo(parsed(sql));
  }

  static List<String> usual() {
    return USUAL;
  }

  /** Words of usual statements left out, doubled, exchanged and put where others stood. */
  @Property(tries = 1_500)
  void whateverIsReadIsReadAsTheParserReadsIt(@ForAll long seed) throws Exception {
    String sql = changed(new Random(seed));
    Shape usual = UsualStatement.read(sql);
    if (usual != null) {
      assertThat(usual).as(sql).isEqualTo(parsed(sql));
    }
  }

  private static String changed(Random random) {
    List<String> words = words(any(USUAL, random));
    for (int i = random.nextInt(2); i >= 0; i--) {
      int at = random.nextInt(words.size());
      String other = any(words(any(USUAL, random)), random);
      switch (random.nextInt(3)) {
        case 0 -> words.remove(at);
        case 1 -> words.set(at, other);
        default -> words.add(at, " " + other + " ");
      }
    }
    return String.join("", words);
  }

  private static <T> T any(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }

  private static List<String> words(String sql) {
    List<String> words = new ArrayList<>();
    for (int at = 0; at < sql.length(); at = SqlText.endOfToken(sql, at)) {
      words.add(sql.substring(at, SqlText.endOfToken(sql, at)));
    }
    return words;
  }

  private static Shape parsed(String sql) throws UnreadableSqlException {
    return ShapeReader.read(PARSER.parse(JsonAccess.parenthesised(sql)), Nesting.isCompound(sql));
  }
}
