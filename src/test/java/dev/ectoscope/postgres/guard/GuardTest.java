package dev.ectoscope.postgres.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuardTest {

  private static Replica replica;

  @BeforeAll
  static void connect() {
    SharedCluster.withBlog();
    replica = SharedCluster.replica();
  }

  @AfterAll
  static void close() {
    replica.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT p0.\"id\", p0.\"title\" FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"id\" = $1)",
        "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"id\" = ANY($1))",
        "SELECT count(*) FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"status\" = 'published')",
        "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 INNER JOIN \"blog\".\"users\" AS u1 ON"
            + " u1.\"id\" = p0.\"user_id\" ORDER BY p0.\"inserted_at\" DESC LIMIT $1 OFFSET $2",
        "SELECT coalesce(p0.\"title\", '') FROM \"blog\".\"posts\" AS p0 WHERE"
            + " (p0.\"inserted_at\" > now()::timestamp) AND (p0.\"title\" ILIKE $1)",
        "WITH \"t\" AS (SELECT sp0.\"user_id\" AS \"u\" FROM \"blog\".\"posts\" AS sp0) SELECT"
            + " t0.\"u\" FROM \"t\" AS t0",
        "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (lower(p0.\"title\") LIKE 'for"
            + " update;')",
        "SELECT p0.\"meta\"->>'n' FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"meta\" @> $1)",
        "SELECT /* posts.list */ p0.\"id\" FROM \"blog\".\"posts\" AS p0;",
        "SELECT t0.\"user_id\" FROM \"blog\".\"totals\" AS t0 WHERE (t0.\"posts\" IN (1, 2))",
        "SELECT \"blog\".twice(p0.\"id\") FROM \"blog\".\"posts\" AS p0 LIMIT 5",
        "SELECT sum(p0.\"id\") OVER (PARTITION BY p0.\"status\"), rank() OVER (ORDER BY p0.\"id\")"
            + " FROM \"blog\".\"posts\" AS p0",
        "SELECT p0.\"id\"::varchar(20), CAST(p0.\"id\" AS numeric(10, 2)) FROM \"blog\".\"posts\""
            + " p0 WHERE NOT (EXISTS (SELECT 1 FROM \"blog\".\"users\" AS u WHERE u.\"id\" ="
            + " p0.\"id\"))"
      })
  void allowsHarmless(String sql) {
    assertThat(Guard.on(replica).check(sql)).isInstanceOf(Guard.Allowed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_advisory_lock(1)",
        "SELECT pg_sleep(100)",
        "SELECT \"pg_sleep\"(100)",
        "SELECT pg_catalog.pg_sleep (1)",
        "SELECT pg_sleep/* */(1)",
        "SELECT * FROM pg_sleep(1) AS s",
        "SELECT * FROM \"blog\".\"posts\", LATERAL pg_sleep(1)",
        "SELECT pg_terminate_backend(1)",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT set_config('statement_timeout', '0', false)",
        "SELECT nextval('x')",
        "SELECT random()",
        "SELECT query_to_xml('DELETE FROM blog.posts', true, true, '')",
        "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (blog.peek(p0) = 1)",
        "SELECT 1 FROM blog.posts WHERE blog.sneaky(id, 1)",
        "SELECT 1 FROM blog.posts WHERE id OPERATOR(blog.=~=) 1",
        "SELECT blog.collect(id) FROM blog.posts",
        "SELECT title::blog.checked FROM blog.posts",
        "SELECT CAST(title AS blog.checked) FROM blog.posts",
        "SELECT * FROM (SELECT * FROM blog.posts FOR SHARE) s",
        "WITH d AS (DELETE FROM blog.posts RETURNING id) SELECT * FROM d",
        "WITH d AS (UPDATE blog.posts SET title = '' RETURNING id) SELECT 1",
        "SELECT * INTO blog.copy FROM blog.posts",
        "INSERT INTO blog.posts (id) VALUES (1)",
        "UPDATE blog.posts SET title = ''",
        "DELETE FROM blog.posts",
        "SELECT 1; DROP TABLE blog.posts",
        "SELECT 1; COMMIT; DELETE FROM blog.posts",
        "SELECT '\\'; DROP TABLE blog.posts; --'",
        "SELECT E'\\''; DROP TABLE blog.posts; --'",
        "SELECT $a$ $b$ $a$; DROP TABLE blog.posts",
        "SELECT 1 /* /* */ ; DROP TABLE blog.posts; /* */ */",
        "SELECT 1 -- '\n, pg_sleep(1) --'",
        "SELECT 1 /* unended",
        "SELECT 'unended",
        "SELECT U&\"pg_\\0073leep\"(1)",
        "ANALYZE DELETE FROM blog.posts",
        "EXPLAIN ANALYZE DELETE FROM blog.posts",
        "DO $$ BEGIN PERFORM pg_sleep(1); END $$",
        "CALL p()",
        "COPY blog.posts TO PROGRAM 'sh'",
        "EXECUTE p(1)",
        "TRUNCATE blog.posts",
        "SELEC 1",
        "",
        ";"
      })
  void stopsHostile(String sql) {
    Guard.Verdict verdict = Guard.on(replica).check(sql);
    assertThat(verdict).isNotInstanceOf(Guard.Allowed.class);
    assertThat(verdict.reason()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO blog.posts (id) VALUES (1)",
        "UPDATE blog.posts SET title = ''",
        "DELETE FROM blog.posts",
        "SELECT * FROM (SELECT * FROM blog.posts FOR UPDATE) AS s",
        "SELECT random()"
      })
  void plansWhatItDoesNotRun(String sql) {
    assertThat(Guard.on(replica).check(sql)).isInstanceOf(Guard.PlainOnly.class);
  }

  @Test
  void refusesDeepNestingQuickly() {
    String deep = "SELECT " + "(".repeat(90_00) + "1" + ")".repeat(90_00);
    assertThat(Guard.on(replica).check(deep)).isInstanceOf(Guard.Refused.class);
    assertThat(Guard.on(replica).check("SELECT 1" + " ".repeat(200_000)))
        .isInstanceOf(Guard.Refused.class);
  }
}
