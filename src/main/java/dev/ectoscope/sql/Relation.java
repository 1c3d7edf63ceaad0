package dev.ectoscope.sql;

import org.jspecify.annotations.Nullable;

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

  // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Relation that
        && schema.equals(that.schema)
        && table.equals(that.table)
        && alias.equals(that.alias);
  }

  @Override
  public int hashCode() {
    return (schema.hashCode() * 31 + table.hashCode()) * 31 + alias.hashCode();
  }
}
