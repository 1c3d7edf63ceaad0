package dev.ectoscope.postgres.catalog;

import java.util.ArrayList;
import java.util.List;

/** Gives partitioned tables and their indexes the rows and bytes of their partitions. */
final class Partitions {

  private Partitions() {}

  static Catalog summed(Catalog catalog) {
    if (catalog.tables().stream().noneMatch(Catalog.Table::isPartitioned)) {
      return catalog;
    }
    List<Catalog.Table> tables = new ArrayList<>();
    for (Catalog.Table table : catalog.tables()) {
      tables.add(table.isPartitioned() ? summed(catalog, table) : table);
    }
    List<Index> indexes = new ArrayList<>();
    for (Index index : catalog.indexes()) {
      indexes.add(index.more().partitioned() ? summed(catalog, index) : index);
    }
    return new Catalog(
        tables,
        indexes,
        catalog.foreignKeys(),
        catalog.extensions(),
        catalog.searchPath(),
        catalog.constraints(),
        catalog.settings(),
        catalog.usage());
  }

  // ANALYZE of the partitions alone leaves the parent's own reltuples at -1 or 0.
  private static Catalog.Table summed(Catalog catalog, Catalog.Table parent) {
    List<Catalog.Table> parts = catalog.partitionsOf(parent);
    double rows = parts.stream().mapToDouble(t -> Math.max(0, t.rows())).sum();
    boolean known = parts.stream().anyMatch(t -> t.rows() >= 0);
    return new Catalog.Table(
        parent.schema(),
        parent.name(),
        parent.kind(),
        known ? rows : -1,
        parts.stream().mapToLong(Catalog.Table::bytes).sum(),
        parts.stream().mapToLong(Catalog.Table::pages).sum(),
        parent.columns(),
        parent.parent(),
        parent.partition());
  }

  private static Index summed(Catalog catalog, Index parent) {
    return new Index(
        parent.schema(),
        parent.name(),
        parent.table(),
        parent.method(),
        parent.keys(),
        parent.options(),
        parent.include(),
        parent.predicate(),
        parent.unique(),
        parent.primary(),
        parent.valid(),
        bytes(catalog, parent),
        parent.definition(),
        parent.more());
  }

  private static long bytes(Catalog catalog, Index parent) {
    return catalog.partsOf(parent).stream()
        .mapToLong(i -> i.more().partitioned() ? bytes(catalog, i) : i.bytes())
        .sum();
  }
}
