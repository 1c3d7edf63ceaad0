package dev.ectoscope.log.message;

import dev.ectoscope.log.InputFile;

/**
 * Whose SQL a log holds, told by quotes and placeholders: PostgreSQL {@code "u0"."id" = $1}, MySQL
 * {@code `u0`.`id` = ?}, SQL Server {@code [u0].[id] = @1}, SQLite {@code "u0"."id" = ?1},
 * ClickHouse {@code "u0"."id" = {$0:Int64}}.
 *
 * <p>Source: Ecto.Adapters.Postgres, MyXQL, Tds, SQLite3 and ClickHouse Connection modules.
 */
public final class Dialect {

  private static final int SAMPLE = 5000;

  private int seen;
  private int postgres;
  private int mysql;
  private int tds;
  private int sqlite;
  private int clickhouse;

  public void add(String sql) {
    if (seen >= SAMPLE) {
      return;
    }
    seen++;
    if (sql.contains("$1")) {
      postgres++;
    } else if (sql.contains("{$0:")) {
      clickhouse++;
    } else if (sql.indexOf('`') >= 0) {
      mysql++;
    } else if (sql.contains("].[") || sql.contains("@1")) {
      tds++;
    } else if (sql.indexOf('?') >= 0) {
      sqlite++;
    }
  }

  /** The statements are given to another one: what these tell will not be asked for. */
  public void close() {
    seen = SAMPLE;
  }

  /** Whether more statements may tell more. */
  public boolean isOpen() {
    return seen < SAMPLE;
  }

  /** That of most statements; PostgreSQL when nothing tells. */
  public String name() {
    int others = Math.max(Math.max(clickhouse, mysql), Math.max(tds, sqlite));
    if (postgres >= others) {
      return InputFile.POSTGRESQL;
    }
    if (clickhouse == others) {
      return "clickhouse";
    }
    return mysql == others ? "mysql" : tds == others ? "tds" : "sqlite";
  }
}
