package dev.ectoscope.log.message;

import dev.ectoscope.log.InputFile;

/**
 * Whose SQL a log holds, told by quotes and placeholders: PostgreSQL {@code "u0"."id" = $1}, MySQL
 * {@code `u0`.`id` = ?}, SQL Server {@code [u0].[id] = @1}, SQLite {@code "u0"."id" = ?1}.
 *
 * <p>Source: Ecto.Adapters.Postgres, MyXQL, Tds and SQLite3 Connection modules.
 */
public final class Dialect {

  private static final int SAMPLE = 5000;

  private int seen;
  private int postgres;
  private int mysql;
  private int tds;
  private int sqlite;

  public void add(String sql) {
    if (seen >= SAMPLE) {
      return;
    }
    seen++;
    if (sql.contains("$1")) {
      postgres++;
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
    int most = Math.max(Math.max(postgres, mysql), Math.max(tds, sqlite));
    if (most == postgres) {
      return InputFile.POSTGRESQL;
    }
    return most == mysql ? "mysql" : most == tds ? "tds" : "sqlite";
  }
}
