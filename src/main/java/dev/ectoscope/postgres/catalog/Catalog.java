package dev.ectoscope.postgres.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a database says about its tables, without any row of them. System schemas are left out.
 *
 * @param tables ordinary, partitioned and materialised ones, sorted by schema and name
 * @param indexes all indexes of those tables
 * @param foreignKeys all foreign keys of those tables
 * @param extensions names of the installed extensions
 * @param searchPath schemas in which an unqualified name is looked up, in order
 * @param constraints all constraints but foreign keys, NOT NULL left out
 * @param settings server settings that plans, pools and replicas depend on
 * @param usage counters of every server asked, the one that evidence comes from first
 */
public record Catalog(
    List<Table> tables,
    List<Index> indexes,
    List<ForeignKey> foreignKeys,
    List<String> extensions,
    List<String> searchPath,
    List<Constraint> constraints,
    List<Setting> settings,
    List<Usage> usage) {

  public Catalog {
    tables = List.copyOf(tables);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    extensions = List.copyOf(extensions);
    searchPath = List.copyOf(searchPath);
    constraints = listOf(constraints);
    settings = listOf(settings);
    usage = listOf(usage);
  }

  /** A catalog without constraints, settings and counters. */
  public Catalog(
      List<Table> tables,
      List<Index> indexes,
      List<ForeignKey> foreignKeys,
      List<String> extensions,
      List<String> searchPath) {
    this(tables, indexes, foreignKeys, extensions, searchPath, List.of(), List.of(), List.of());
  }

  // Evidence saved by an older version lacks the newer lists.
  static <T> List<T> listOf(List<T> orNull) {
    return orNull == null ? List.of() : List.copyOf(orNull);
  }

  static String textOf(String orNull) {
    return orNull == null ? "" : orNull;
  }

  /** The same with these counters. */
  public Catalog withUsage(List<Usage> counters) {
    return new Catalog(
        tables, indexes, foreignKeys, extensions, searchPath, constraints, settings, counters);
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
   * @param parent {@code schema.name} of the table it is a partition of or inherits from, or ""
   * @param partition whether it is a partition
   */
  public record Table(
      String schema,
      String name,
      String kind,
      double rows,
      long bytes,
      long pages,
      List<Column> columns,
      String parent,
      boolean partition) {

    public Table {
      columns = List.copyOf(columns);
      parent = textOf(parent);
    }

    /** A table of its own. */
    public Table(
        String schema,
        String name,
        String kind,
        double rows,
        long bytes,
        long pages,
        List<Column> columns) {
      this(schema, name, kind, rows, bytes, pages, columns, "", false);
    }

    /** {@code schema.name}. */
    @JsonIgnore
    public String qualified() {
      return schema + "." + name;
    }

    @JsonIgnore
    public boolean isPartitioned() {
      return kind.equals("partitioned");
    }

    /** The column of that name, or null. */
    public @Nullable Column column(String name) {
      return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElse(null);
    }
  }

  /**
   * A column.
   *
   * @param name its name
   * @param type as PostgreSQL prints it, e.g. {@code character varying(255)}
   * @param notNull whether NOT NULL is declared
   * @param avgWidth average bytes, also of what is stored out of line (pg_stats knows only the 18
   *     bytes of its pointer), or -1 without statistics
   * @param nDistinct as in pg_stats: positive a number of values, negative minus the share of rows,
   *     NaN without statistics
   * @param nullFraction share of nulls 0–1, or NaN without statistics
   * @param commonShares shares of rows 0–1 of the most common values, largest first; the values
   *     themselves are rows of the user and stay on the server
   * @param correlation of the column's order with that of the heap, -1…1, NaN without statistics
   */
  public record Column(
      String name,
      String type,
      boolean notNull,
      int avgWidth,
      double nDistinct,
      double nullFraction,
      List<Double> commonShares,
      double correlation) {

    public Column {
      commonShares = listOf(commonShares);
    }

    /** A column without statistics of its values. */
    public Column(
        String name,
        String type,
        boolean notNull,
        int avgWidth,
        double nDistinct,
        double nullFraction) {
      this(name, type, notNull, avgWidth, nDistinct, nullFraction, List.of(), Double.NaN);
    }
  }

  /**
   * A primary key, unique, exclusion or check constraint.
   *
   * @param type {@code primary key}, {@code unique}, {@code exclusion}, {@code check}
   * @param columns constrained columns in order
   * @param definition as pg_get_constraintdef prints it
   * @param valid whether all rows are known to keep it
   */
  public record Constraint(
      String schema,
      String table,
      String name,
      String type,
      List<String> columns,
      String definition,
      boolean valid) {

    public Constraint {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A server setting.
   *
   * @param value as pg_settings gives it, in {@code unit}
   * @param unit {@code kB}, {@code 8kB}, {@code ms} … or ""
   * @param source where it comes from: default, configuration file, database, user …
   */
  public record Setting(String name, String value, String unit, String source) {}

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
   * @param onDelete {@code no action}, {@code restrict}, {@code cascade}, {@code set null}, {@code
   *     set default}
   */
  public record ForeignKey(
      String schema,
      String table,
      List<String> columns,
      String referencedSchema,
      String referencedTable,
      List<String> referencedColumns,
      String name,
      String onDelete) {

    public ForeignKey {
      columns = List.copyOf(columns);
      referencedColumns = List.copyOf(referencedColumns);
      onDelete = onDelete == null || onDelete.isEmpty() ? "no action" : onDelete;
    }

    /** One that refuses to delete a parent with children. */
    public ForeignKey(
        String schema,
        String table,
        List<String> columns,
        String referencedSchema,
        String referencedTable,
        List<String> referencedColumns,
        String name) {
      this(
          schema,
          table,
          columns,
          referencedSchema,
          referencedTable,
          referencedColumns,
          name,
          "no action");
    }
  }

  /**
   * Looks a table up.
   *
   * @param schemaOrEmpty its schema, or "" for the search path and then any schema
   * @return the table, or null when there is none
   */
  public @Nullable Table table(String schemaOrEmpty, String name) {
    List<Table> named = CatalogLookup.of(this).tablesByName().getOrDefault(name, List.of());
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
    return CatalogLookup.of(this).indexesByTable().getOrDefault(found.qualified(), List.of());
  }

  /** Foreign keys that start at a table looked up as {@link #table} does. */
  public List<ForeignKey> foreignKeysOf(String schemaOrEmpty, String table) {
    Table found = table(schemaOrEmpty, table);
    if (found == null) {
      return List.of();
    }
    return CatalogLookup.of(this).foreignKeysByTable().getOrDefault(found.qualified(), List.of());
  }

  /** Partitions of a partitioned table, of all levels, that hold rows. */
  public List<Table> partitionsOf(Table parent) {
    List<Table> leaves = new ArrayList<>();
    for (Table table : directPartitionsOf(parent)) {
      if (table.isPartitioned()) {
        leaves.addAll(partitionsOf(table));
      } else {
        leaves.add(table);
      }
    }
    return leaves;
  }

  /** Partitions of a partitioned table, of its next level alone. */
  public List<Table> directPartitionsOf(Table parent) {
    return CatalogLookup.of(this)
        .tablesByParent()
        .getOrDefault(parent.qualified(), List.of())
        .stream()
        .filter(Table::partition)
        .toList();
  }

  /** Indexes of partitions that belong to the index of a partitioned table. */
  public List<Index> partsOf(Index parent) {
    return CatalogLookup.of(this).indexesByParent().getOrDefault(parent.name(), List.of()).stream()
        .filter(i -> isPart(i, parent))
        .toList();
  }

  private boolean isPart(Index index, Index parent) {
    Table table = table(index.schema(), index.table());
    return table != null
        && table.partition()
        && table.parent().equals(parent.schema() + "." + parent.table());
  }

  /** The value of a setting, or "". */
  public String setting(String name) {
    return settings.stream()
        .filter(s -> s.name().equals(name))
        .map(Setting::value)
        .findFirst()
        .orElse("");
  }

  /** Whether an extension is installed. */
  public boolean hasExtension(String name) {
    return extensions.contains(name);
  }
}
