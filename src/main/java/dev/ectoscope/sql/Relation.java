package dev.ectoscope.sql;

/**
 * A table that a statement reads or writes.
 *
 * @param schema Ecto's prefix, or "" for the search path
 * @param table name without schema and quotes
 * @param alias name used inside the statement, or the table's name
 */
public record Relation(String schema, String table, String alias) {

  /** {@code schema.table}, or the table alone when the search path decides. */
  public String qualified() {
    return schema.isEmpty() ? table : schema + "." + table;
  }
}
