package dev.ectoscope.sql;

import org.jspecify.annotations.Nullable;

/**
 * A column as a statement names it, with its alias resolved to the table.
 *
 * @param table name of the table without schema, or "" when the statement does not tell
 * @param name name of the column
 */
public record Column(String table, String name) {

  /** Stands where there is no column, or not one alone. */
  public static final Column NONE = new Column("", "");

  public boolean isKnown() {
    return !name.isEmpty();
  }

  @Override
  public String toString() {
    return table.isEmpty() ? name : table + "." + name;
  }

  // Written out: what the compiler makes of records is linked at run time, milliseconds for each.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Column that && table.equals(that.table) && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return table.hashCode() * 31 + name.hashCode();
  }
}
