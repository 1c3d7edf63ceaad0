package dev.ectoscope.detector.index;

import dev.ectoscope.evidence.EvidenceRequest.WhatIfIndex;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.sql.Kind;
import dev.ectoscope.sql.Shape;
import dev.ectoscope.workload.Workload;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How often the log shows each column of a table updated. An update that touches no indexed column
 * leaves all indexes of its row alone (a HOT update); an index on the column, or one whose
 * predicate names it, ends that (PostgreSQL documentation, 65.7 "Heap-Only Tuples").
 *
 * @param byColumn executions, in order of the names
 */
record Updates(Map<String, Long> byColumn) {

  static final String FACT = "updates";

  /** What an update more costs when it is no longer HOT; 20,000 rows took 33 ms, then 423 ms. */
  private static final double LOST_MS = 0.02;

  static Updates of(Workload workload, String schema, String table) {
    Map<String, Long> updates = new TreeMap<>();
    workload.statements().stream()
        .filter(one -> one.statement().kind() == Kind.UPDATE)
        .forEach(
            one -> {
              Shape shape = one.statement().shape();
              if (shape.rootTable().equals(table)
                  && shape.relations().get(0).schema().equals(schema)) {
                shape.projection().forEach(c -> updates.merge(c.name(), one.calls(), Long::sum));
              }
            });
    return new Updates(updates);
  }

  /** The column whose updates would suffer most, or "". */
  String hottest(WhatIfIndex index, Catalog catalog) {
    return byColumn.entrySet().stream()
        .filter(e -> names(index, e.getKey()) && !isIndexed(e.getKey(), index, catalog))
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  long times(String column) {
    return byColumn.getOrDefault(column, 0L);
  }

  double lostMs(String column) {
    return times(column) * LOST_MS;
  }

  private static boolean names(WhatIfIndex index, String column) {
    Pattern word = Pattern.compile("(?<![\\w.])" + Pattern.quote(column) + "(?!\\w)");
    return word.matcher(String.join(", ", index.keys()) + " " + index.where()).find();
  }

  private static boolean isIndexed(String column, WhatIfIndex index, Catalog catalog) {
    return catalog.indexesOn(index.schema(), index.table()).stream()
        .anyMatch(
            i ->
                i.keys().stream().map(ForeignKeys::unquoted).anyMatch(column::equals)
                    || i.include().contains(column));
  }
}
