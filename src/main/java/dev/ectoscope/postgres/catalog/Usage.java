package dev.ectoscope.postgres.catalog;

import java.util.List;

/**
 * How often one server has used its tables and indexes since its counters were reset. Counters are
 * kept by each server alone: those of a standby say nothing about its primary
 * (https://www.postgresql.org/docs/current/monitoring-stats.html).
 *
 * @param server host and database, version, standby or primary
 * @param primary whether it was a primary when asked
 * @param started start of the postmaster, which tells two addresses of one server
 * @param since ISO instant from which it counts, or "" when the server does not say
 * @param days length of that period, or -1
 * @param standbys standbys that stream from it now, or -1 when it may not be asked
 * @param indexes counters by index
 * @param tables counters by table
 * @param building names of indexes ({@code schema.name}) that are being built now
 * @param problem why it could not be asked, or ""
 */
public record Usage(
    String server,
    boolean primary,
    String started,
    String since,
    double days,
    int standbys,
    List<IndexUse> indexes,
    List<TableUse> tables,
    List<String> building,
    String problem) {

  public Usage {
    indexes = List.copyOf(indexes);
    tables = List.copyOf(tables);
    building = List.copyOf(building);
  }

  /** A server that did not answer. */
  public static Usage unknown(String server, String problem) {
    return new Usage(server, false, "", "", -1, -1, List.of(), List.of(), List.of(), problem);
  }

  /**
   * @param lastScan ISO instant, or "" when never or before PostgreSQL 16
   */
  public record IndexUse(String schema, String name, long scans, String lastScan) {}

  /**
   * @param reads scans of any kind
   * @param writes rows inserted, updated and deleted; only a primary counts them
   */
  public record TableUse(
      String schema,
      String name,
      long reads,
      long writes,
      long updates,
      long hotUpdates,
      long deletes) {}

  /** Scans of an index, or 0. */
  public long scans(String schema, String index) {
    return CatalogLookup.scans(this).getOrDefault(schema + "." + index, 0L);
  }

  /** Scans of a table, or 0. */
  public long reads(String schema, String table) {
    return tables.stream()
        .filter(u -> u.schema().equals(schema) && u.name().equals(table))
        .mapToLong(TableUse::reads)
        .sum();
  }
}
