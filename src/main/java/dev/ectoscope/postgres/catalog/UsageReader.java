package dev.ectoscope.postgres.catalog;

import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads one server's own counters in four statements. */
public final class UsageReader {

  // After a crash PostgreSQL 15+ forgets the counters of databases and leaves no time there; the
  // one of the background writer then says since when it counts.
  // The start of the postmaster keeps its microseconds: a primary and its standby, or two standbys,
  // may well start within one second, and would be taken for one server.
  private static final String SERVER =
      "SELECT NOT pg_is_in_recovery(), pg_postmaster_start_time()::text,"
          + " to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
          + " COALESCE(extract(epoch FROM now() - since) / 86400, -1),"
          + " CASE WHEN pg_is_in_recovery() THEN -1"
          + " ELSE (SELECT count(*) FROM pg_stat_replication r WHERE r.state IS NULL"
          + " OR r.state <> 'backup') END"
          + " FROM (SELECT COALESCE((SELECT stats_reset FROM pg_stat_database"
          + " WHERE datname = current_database()),"
          + " (SELECT stats_reset FROM pg_stat_bgwriter)) AS since) s";

  private static final String TABLES =
      "SELECT schemaname, relname, COALESCE(seq_scan, 0) + COALESCE(idx_scan, 0),"
          + " n_tup_ins + n_tup_upd + n_tup_del, n_tup_upd, n_tup_hot_upd, n_tup_del"
          + " FROM pg_stat_user_tables ORDER BY 1, 2";

  private static final String BUILDING =
      "SELECT n.nspname || '.' || c.relname FROM pg_stat_progress_create_index p"
          + " JOIN pg_class c ON c.oid = p.index_relid JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE p.datname = current_database() ORDER BY 1";

  private static final int WITH_LAST_SCAN = 160_000;

  private UsageReader() {}

  /** The counters, or why there are none. */
  public static Usage read(Replica replica) {
    try {
      return replica.read(session -> read(session, replica));
    } catch (DatabaseException e) {
      return Usage.unknown(replica.description(), e.getMessage());
    }
  }

  private static Usage read(Session session, Replica replica) throws SQLException {
    String last =
        replica.versionNumber() >= WITH_LAST_SCAN
            ? "to_char(last_idx_scan AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
            : "''";
    List<Usage.IndexUse> indexes =
        session.query(
            "SELECT schemaname, indexrelname, COALESCE(idx_scan, 0), "
                + last
                + " FROM pg_stat_user_indexes ORDER BY 1, 2",
            UsageReader::indexUse);
    List<Usage.TableUse> tables = session.query(TABLES, UsageReader::tableUse);
    List<String> building = session.query(BUILDING, row -> row.getString(1));
    return session
        .query(
            SERVER,
            row ->
                new Usage(
                    replica.description(),
                    row.getBoolean(1),
                    row.getString(2),
                    row.getString(3) == null ? "" : row.getString(3),
                    row.getDouble(4),
                    row.getInt(5),
                    indexes,
                    tables,
                    building,
                    ""))
        .get(0);
  }

  private static Usage.IndexUse indexUse(ResultSet row) throws SQLException {
    String last = row.getString(4);
    return new Usage.IndexUse(
        row.getString(1), row.getString(2), row.getLong(3), last == null ? "" : last);
  }

  private static Usage.TableUse tableUse(ResultSet row) throws SQLException {
    return new Usage.TableUse(
        row.getString(1),
        row.getString(2),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6),
        row.getLong(7));
  }
}
