package dev.ectoscope.detector.index;

import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Catalog.Table;
import dev.ectoscope.review.Fix.CreatePartitionedIndex;
import dev.ectoscope.review.Fix.CreatePartitionedIndex.Partition;
import java.util.ArrayList;
import java.util.List;

/** An index of a partitioned table and of all its partitions. */
public final class PartitionedIndex {

  private PartitionedIndex() {}

  public static CreatePartitionedIndex of(
      Catalog catalog, Table table, List<String> keys, String where) {
    List<Partition> partitions = new ArrayList<>();
    add(partitions, catalog, table, -1);
    return new CreatePartitionedIndex(table.schema(), table.name(), keys, where, partitions);
  }

  private static void add(List<Partition> all, Catalog catalog, Table whole, int place) {
    for (Table part : catalog.directPartitionsOf(whole)) {
      all.add(new Partition(part.schema(), part.name(), part.isPartitioned(), place));
      add(all, catalog, part, all.size() - 1);
    }
  }
}
