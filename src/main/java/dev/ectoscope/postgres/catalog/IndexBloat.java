package dev.ectoscope.postgres.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what a B-tree would take if it were built anew, from the planner's statistics: 8-byte
 * aligned keys with a 12-byte header and line pointer (storage pages of the manual, 66.6 and
 * 64.1.4), equal keys stored once with a 6-byte row pointer each (deduplication, PostgreSQL 13+),
 * pages filled to 90 %. Without deduplication it is the estimate of ioguix/pgsql-bloat-estimation.
 */
final class IndexBloat {

  private static final double FILL = 0.9;
  private static final double HEADER = 12;
  private static final double POSTING = 6.3;

  /** Types whose equal values may differ in bytes, so that PostgreSQL never deduplicates them. */
  private static final List<String> NEVER_DEDUPLICATED =
      List.of("numeric", "real", "double precision", "jsonb", "[]", "range");

  private IndexBloat() {}

  /** Bytes beyond a fresh build, never below 0, or -1 when it cannot be told. */
  static long bytes(Index index, Catalog.@Nullable Table table) {
    double rows = index.more().rows() > 0 ? index.more().rows() : -1;
    if (!index.method().equals("btree") || rows < 0 || index.bytes() == 0 || table == null) {
      return -1;
    }
    double width = 0;
    double distinct = 1;
    boolean shared = index.include().isEmpty();
    for (String key : concat(index)) {
      Catalog.Column column = table.column(unquoted(key));
      if (column == null || column.avgWidth() < 0 || Double.isNaN(column.nDistinct())) {
        return -1;
      }
      width += aligned(column.avgWidth() * (1 - column.nullFraction()), column.type());
      double values = column.nDistinct();
      distinct *= Math.max(1, values >= 0 ? values : -values * rows);
      shared &= NEVER_DEDUPLICATED.stream().noneMatch(column.type()::contains);
    }
    double full = HEADER + Math.ceil(width / 8) * 8;
    double perRow = shared ? Math.min(full, POSTING + full * Math.min(1, distinct / rows)) : full;
    return Math.max(0, index.bytes() - 8192 - Math.round(rows * perRow / FILL));
  }

  private static List<String> concat(Index index) {
    return java.util.stream.Stream.concat(index.keys().stream(), index.include().stream()).toList();
  }

  // Numbers of eight bytes begin at a multiple of eight; what comes before them is padded.
  private static double aligned(double width, String type) {
    boolean wide = type.startsWith("bigint") || type.startsWith("timestamp");
    return wide ? Math.ceil(width / 8) * 8 : width;
  }

  private static String unquoted(String key) {
    return key.startsWith("\"") && key.endsWith("\"")
        ? key.substring(1, key.length() - 1).replace("\"\"", "\"")
        : key;
  }
}
