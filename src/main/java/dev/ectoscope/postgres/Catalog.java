package dev.ectoscope.postgres;

import java.util.List;

/**
 * What a database says about its tables, without any row of them. System schemas are left out.
 *
 * @param tables ordinary, partitioned and materialised ones, sorted by schema and name
 * @param indexes all indexes of those tables
 * @param foreignKeys all foreign keys of those tables
 * @param extensions names of the installed extensions
 * @param searchPath schemas in which an unqualified name is looked up, in order
 */
public record Catalog(
    List<Table> tables,
    List<Index> indexes,
    List<ForeignKey> foreignKeys,
    List<String> extensions,
    List<String> searchPath) {

  public Catalog {
    tables = List.copyOf(tables);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    extensions = List.copyOf(extensions);
    searchPath = List.copyOf(searchPath);
  }

  /** A catalog of nothing. */
  public static Catalog empty() {
    return new Catalog(List.of(), List.of(), List.of(), List.of(), List.of());
  }

  /**
   * A table.
   *
   * @param schema its schema
   * @param name its name
   * @param kind {@code table}, {@code partitioned} or {@code materialized view}
   * @param rows estimated rows ({@code reltuples}), or -1 when never analysed
   * @param bytes size of the heap alone
   * @param pages 8 kB pages at the last ANALYZE or VACUUM
   * @param columns in table order
   */
  public record Table(
      String schema,
      String name,
      String kind,
      double rows,
      long bytes,
      long pages,
      List<Column> columns) {

    public Table {
      columns = List.copyOf(columns);
    }

    /** The column of that name, or null. */
    public Column column(String name) {
      return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type as PostgreSQL prints it, e.g. {@code character varying(255)}
   * @param notNull whether NOT NULL is declared
   * @param avgWidth average bytes, or -1 without statistics
   * @param nDistinct as in pg_stats: positive a number of values, negative minus the share of rows,
   *     NaN without statistics
   * @param nullFraction share of nulls 0–1, or NaN without statistics
   */
  public record Column(
      String name,
      String type,
      boolean notNull,
      int avgWidth,
      double nDistinct,
      double nullFraction) {}

  /**
   * An index.
   *
   * @param schema schema of index and table
   * @param name its name
   * @param table table it is on
   * @param method {@code btree}, {@code gin} …
   * @param keys key columns or expressions in order, as PostgreSQL prints them, without DESC
   * @param options per key "" or {@code DESC}, {@code NULLS FIRST}, {@code DESC NULLS LAST}
   * @param include payload columns of INCLUDE
   * @param predicate WHERE of a partial index, or ""
   * @param unique whether it is UNIQUE
   * @param primary whether it serves the primary key
   * @param valid whether queries may use it
   * @param bytes its size
   * @param definition the CREATE INDEX statement
   */
  public record Index(
      String schema,
      String name,
      String table,
      String method,
      List<String> keys,
      List<String> options,
      List<String> include,
      String predicate,
      boolean unique,
      boolean primary,
      boolean valid,
      long bytes,
      String definition) {

    public Index {
      keys = List.copyOf(keys);
      options = List.copyOf(options);
      include = List.copyOf(include);
    }
  }

  /**
   * A foreign key.
   *
   * @param schema schema of the referencing table
   * @param table referencing table
   * @param columns referencing columns in order
   * @param referencedSchema schema of the referenced table
   * @param referencedTable referenced table
   * @param referencedColumns referenced columns in order
   * @param name name of the constraint
   */
  public record ForeignKey(
      String schema,
      String table,
      List<String> columns,
      String referencedSchema,
      String referencedTable,
      List<String> referencedColumns,
      String name) {

    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
    }
  }

  /**
   * Looks a table up.
   *
   * @param schemaOrEmpty its schema, or "" for the search path and then any schema
   * @return the table, or null when there is none
   */
  public Table table(String schemaOrEmpty, String name) {
    List<Table> named = tables.stream().filter(t -> t.name().equals(name)).toList();
    if (!schemaOrEmpty.isEmpty()) {
      return named.stream().filter(t -> t.schema().equals(schemaOrEmpty)).findFirst().orElse(null);
    }
    for (String schema : searchPath) {
      for (Table table : named) {
        if (table.schema().equals(schema)) {
          return table;
        }
      }
    }
    return named.isEmpty() ? null : named.get(0);
  }

  /** Indexes of a table looked up as {@link #table} does; empty when there is no such table. */
  public List<Index> indexesOn(String schemaOrEmpty, String table) {
    Table found = table(schemaOrEmpty, table);
    if (found == null) {
      return List.of();
    }
    return indexes.stream()
        .filter(i -> i.schema().equals(found.schema()) && i.table().equals(found.name()))
        .toList();
  }

  /** Foreign keys that start at a table looked up as {@link #table} does. */
  public List<ForeignKey> foreignKeysOf(String schemaOrEmpty, String table) {
    Table found = table(schemaOrEmpty, table);
    if (found == null) {
      return List.of();
    }
    return foreignKeys.stream()
        .filter(k -> k.schema().equals(found.schema()) && k.table().equals(found.name()))
        .toList();
  }

  /** Whether an extension is installed. */
  public boolean hasExtension(String name) {
    return extensions.contains(name);
  }
}
