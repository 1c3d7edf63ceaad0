package dev.ectoscope.postgres.statements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.statements.ServerStatements.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementOriginTest {

  private static final ServerStatements.Counters UNCOUNTED =
      new ServerStatements.Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static StatementOrigin of(String sql, boolean toplevel) {
    return StatementOrigin.of(new Row("1", "app", "db", toplevel, sql, UNCOUNTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ECTO | SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"id\" = $1)",
        "ECTO | INSERT INTO \"visits\" (\"room\") VALUES ($1) RETURNING \"id\"",
        "ECTO | UPDATE \"acme\".\"visits\" SET \"room\" = $1 WHERE \"id\" = $2",
        "ECTO | DELETE FROM \"visits\" WHERE \"id\" = $1",
        "ECTO | SELECT count($1) FROM (SELECT sv0.\"id\" AS \"id\" FROM \"visits\" AS sv0) AS s0",
        "TRANSACTION | BEGIN",
        "TRANSACTION | SAVEPOINT postgrex_query",
        "DRIVER | SELECT t.oid, t.typname FROM pg_type AS t",
        "DRIVER | SET LOCAL statement_timeout = 120",
        "MIGRATION | CREATE INDEX CONCURRENTLY a ON visits (room)",
        "MIGRATION | SELECT s0.\"version\"::bigint FROM \"schema_migrations\" AS s0",
        "MIGRATION | LOCK TABLE \"schema_migrations\" IN SHARE UPDATE EXCLUSIVE MODE",
        "DUMP | COPY public.visits (id) TO stdout",
        "DUMP | LOCK TABLE public.visits IN ACCESS SHARE MODE",
        "MAINTENANCE | VACUUM (ANALYZE) visits",
        "MONITORING | SELECT sum(xact_commit) FROM pg_stat_database",
        "MONITORING | SELECT c.oid FROM pg_catalog.pg_class c WHERE c.relname OPERATOR(pg_catalog.~) $1",
        "INSIDE | SELECT $2 FROM ONLY \"public\".\"visits\" x WHERE \"id\" OPERATOR(pg_catalog.=) $1 FOR KEY SHARE OF x",
        "ECTOSCOPE | /* ectoscope */ SELECT s.* FROM pg_stat_statements s",
        "MONITORING | EXPLAIN (FORMAT JSON) SELECT v0.\"id\" FROM \"visits\" AS v0",
        "ECTOSCOPE | PREPARE ectoscope_plan AS SELECT v0.\"id\" FROM \"visits\" AS v0",
        "HIDDEN | <insufficient privilege>",
        "OTHER | SELECT id, title FROM visits WHERE id = $1",
      })
  void tellsWhoSentIt(StatementOrigin origin, String sql) {
    assertThat(of(sql, true)).isEqualTo(origin);
  }

  @Test
  void knowsWhatRanInsideAFunction() {
    assertThat(of("SELECT v0.\"id\" FROM \"visits\" AS v0", false))
        .isEqualTo(StatementOrigin.INSIDE);
  }
}
