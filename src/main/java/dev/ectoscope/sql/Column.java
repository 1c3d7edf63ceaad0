package dev.ectoscope.sql;

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
}
