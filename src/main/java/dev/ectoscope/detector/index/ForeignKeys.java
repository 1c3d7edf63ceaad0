package dev.ectoscope.detector.index;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Catalog.Column;
import dev.ectoscope.postgres.catalog.Catalog.ForeignKey;
import dev.ectoscope.postgres.catalog.Catalog.Table;
import dev.ectoscope.postgres.catalog.Index;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which indexes find the children of a parent row. */
record ForeignKeys(Catalog catalog) {

  /** An index that leaves no more rows than this to look through is good enough. */
  private static final double FEW_ROWS = 100;

  /** Whether some index finds the rows of a key; indexes of all partitions count together. */
  boolean isIndexed(ForeignKey key) {
    Table table = catalog.table(key.schema(), key.table());
    if (serving(key, key.schema(), key.table()).findAny().isPresent()) {
      return true;
    }
    if (table == null || !table.isPartitioned()) {
      return false;
    }
    List<Table> parts = catalog.partitionsOf(table);
    return !parts.isEmpty()
        && parts.stream().allMatch(p -> serving(key, p.schema(), p.name()).findAny().isPresent());
  }

  /** Whether a key would be left without an index if this one went. */
  boolean relyOn(Index index) {
    return catalog.foreignKeysOf(index.schema(), index.table()).stream()
        .filter(key -> serves(index, key))
        .anyMatch(
            key ->
                serving(key, key.schema(), key.table()).noneMatch(other -> !other.equals(index)));
  }

  private java.util.stream.Stream<Index> serving(ForeignKey key, String schema, String table) {
    return catalog.indexesOn(schema, table).stream().filter(i -> serves(i, key));
  }

  /** Whether the index begins with the key's columns, in any order, or with enough of them. */
  private boolean serves(Index index, ForeignKey key) {
    boolean searchable =
        index.method().equals("btree")
            || (index.method().equals("hash") && key.columns().size() == 1);
    if (!searchable || !Redundancy.isUsable(index) || !coversAll(index, key)) {
      return false;
    }
    Set<String> wanted = new HashSet<>(key.columns());
    Set<String> leading = new HashSet<>();
    for (String name : index.keys()) {
      String column = unquoted(name);
      if (!wanted.contains(column)) {
        break;
      }
      leading.add(column);
    }
    return leading.equals(wanted) || (!leading.isEmpty() && isSelective(index, leading));
  }

  /** A partial index counts only when its predicate leaves out nothing but nulls of the key. */
  private static boolean coversAll(Index index, ForeignKey key) {
    if (index.predicate().isEmpty()) {
      return true;
    }
    for (String part : index.predicate().split(" AND ")) {
      String bare = part.replaceAll("[()\"]", "").strip();
      if (key.columns().stream().noneMatch(c -> bare.equalsIgnoreCase(c + " IS NOT NULL"))) {
        return false;
      }
    }
    return true;
  }

  private boolean isSelective(Index index, Set<String> leading) {
    Table table = catalog.table(index.schema(), index.table());
    if (table == null || table.rows() <= 0) {
      return false;
    }
    double rows = table.rows();
    for (String name : leading) {
      Column column = table.column(name);
      if (column == null || Double.isNaN(column.nDistinct()) || column.nDistinct() == 0) {
        return false;
      }
      double distinct =
          column.nDistinct() > 0 ? column.nDistinct() : -column.nDistinct() * table.rows();
      rows /= Math.max(1, distinct);
    }
    return rows <= FEW_ROWS;
  }

  static String unquoted(String key) {
    return key.length() > 1 && key.startsWith("\"") && key.endsWith("\"")
        ? key.substring(1, key.length() - 1).replace("\"\"", "\"")
        : key;
  }
}
