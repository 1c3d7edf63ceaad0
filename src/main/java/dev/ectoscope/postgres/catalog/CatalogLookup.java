package dev.ectoscope.postgres.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ectoscope.postgres.catalog.Catalog.ForeignKey;
import dev.ectoscope.postgres.catalog.Catalog.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A catalog by name. With a schema for each tenant it holds some hundred thousand things. */
record CatalogLookup(
    Map<String, List<Table>> tablesByName,
    Map<String, List<Table>> tablesByParent,
    Map<String, List<Index>> indexesByTable,
    Map<String, List<Index>> indexesByParent,
    Map<String, List<ForeignKey>> foreignKeysByTable) {

  // A record has no room for what is derived from it; the catalog is the key by identity.
  private static final Cache<Catalog, CatalogLookup> KNOWN =
      Caffeine.newBuilder().weakKeys().build();
  private static final Cache<Usage, Map<String, Long>> SCANS =
      Caffeine.newBuilder().weakKeys().build();

  static CatalogLookup of(Catalog catalog) {
    return KNOWN.get(
        catalog,
        c ->
            new CatalogLookup(
                by(c.tables(), Table::name),
                by(c.tables(), Table::parent),
                by(c.indexes(), i -> i.schema() + "." + i.table()),
                by(c.indexes(), i -> i.more().parent()),
                by(c.foreignKeys(), k -> k.schema() + "." + k.table())));
  }

  /** Scans by {@code schema.index}. */
  static Map<String, Long> scans(Usage usage) {
    return SCANS.get(
        usage,
        u ->
            u.indexes().stream()
                .collect(
                    Collectors.toMap(
                        i -> i.schema() + "." + i.name(), Usage.IndexUse::scans, Long::sum)));
  }

  private static <T> Map<String, List<T>> by(Collection<T> all, Function<T, String> key) {
    return all.stream().collect(Collectors.groupingBy(key));
  }
}
