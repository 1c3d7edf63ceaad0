package dev.ectoscope.postgres.catalog;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the catalog, one statement for each kind of thing: no user row is touched. */
public final class CatalogReader {

  private static final String USER_SCHEMAS =
      " n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)' ";

  private static final String TABLES =
      "SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages,"
          + " CASE WHEN c.relkind = 'p' THEN 0 ELSE COALESCE(pg_relation_size(c.oid), 0) END,"
          + " COALESCE((SELECT pn.nspname || '.' || pc.relname FROM pg_inherits h"
          + " JOIN pg_class pc ON pc.oid = h.inhparent JOIN pg_namespace pn"
          + " ON pn.oid = pc.relnamespace WHERE h.inhrelid = c.oid ORDER BY h.inhseqno LIMIT 1), ''),"
          + " c.relispartition"
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'p', 'm') AND"
          + USER_SCHEMAS
          + "ORDER BY n.nspname, c.relname";

  /** The width of a pointer into the TOAST table, where the values are; 18 bytes (varatt.h). */
  private static final String OUT_OF_LINE =
      " s.avg_width = 18 AND c.reltoastrelid <> 0 AND c.reltuples > 0 AND a.attstorage IN ('x', 'e')"
          + " AND (t.typname IN ('text', 'json', 'jsonb', 'bytea', 'xml', 'hstore', 'vector')"
          + " OR t.typcategory = 'A') ";

  private static final String COLUMNS =
      "SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
          + " COALESCE(s.avg_width, -1) + CASE WHEN"
          + OUT_OF_LINE
          + "THEN (COALESCE(pg_relation_size(c.reltoastrelid), 0) / c.reltuples"
          + " / count(*) FILTER (WHERE"
          + OUT_OF_LINE
          + ") OVER (PARTITION BY a.attrelid))::int ELSE 0 END, s.n_distinct, s.null_frac,"
          + " COALESCE(s.most_common_freqs, '{}'), s.correlation"
          + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid"
          + " LEFT JOIN LATERAL (SELECT * FROM pg_stats p WHERE p.schemaname = n.nspname"
          + " AND p.tablename = c.relname AND p.attname = a.attname"
          + " ORDER BY p.inherited DESC LIMIT 1) s ON true"
          + " WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'm') AND"
          + USER_SCHEMAS
          + "ORDER BY a.attrelid, a.attnum";

  private static final String INDEXES =
      "SELECT n.nspname, ic.relname, tc.relname, am.amname,"
          + " ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)"
          + " FROM generate_series(1, i.indnkeyatts) k ORDER BY k),"
          + " ARRAY(SELECT o::int FROM unnest(i.indoption) WITH ORDINALITY u(o, k) ORDER BY k),"
          + " ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)"
          + " FROM generate_series(i.indnkeyatts + 1, i.indnatts) k ORDER BY k),"
          + " COALESCE(pg_get_expr(i.indpred, i.indrelid, true), ''), i.indisunique,"
          + " i.indisprimary, i.indisvalid, CASE WHEN ic.relkind = 'I' THEN 0"
          + " ELSE COALESCE(pg_relation_size(ic.oid), 0) END, pg_get_indexdef(i.indexrelid),"
          + " ARRAY(SELECT oc.opcname || COALESCE(' ' || co.collname, '')"
          + " FROM unnest(i.indclass::oid[], i.indcollation::oid[]) WITH ORDINALITY u(cl, c, k)"
          + " JOIN pg_opclass oc ON oc.oid = u.cl LEFT JOIN pg_collation co ON co.oid = u.c"
          + " ORDER BY u.k),"
          + " COALESCE((SELECT k.conname FROM pg_constraint k WHERE k.conindid = i.indexrelid"
          + " AND k.contype IN ('p', 'u', 'x') LIMIT 1), ''),"
          + " ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.conindid = i.indexrelid"
          + " AND k.contype = 'f' ORDER BY 1),"
          + " i.indisreplident, i.indisclustered, i.indisready, i.indislive,"
          + " COALESCE((SELECT pc.relname FROM pg_inherits h JOIN pg_class pc"
          + " ON pc.oid = h.inhparent WHERE h.inhrelid = i.indexrelid LIMIT 1), ''),"
          + " ic.relkind = 'I', ic.reltuples"
          + " FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid"
          + " JOIN pg_class tc ON tc.oid = i.indrelid JOIN pg_am am ON am.oid = ic.relam"
          + " JOIN pg_namespace n ON n.oid = tc.relnamespace WHERE tc.relkind IN ('r','p','m') AND"
          + USER_SCHEMAS
          + "ORDER BY n.nspname, tc.relname, ic.relname";

  private static final String FOREIGN_KEYS =
      "SELECT n.nspname, c.relname, "
          + names("conrelid", "conkey")
          + ", fn.nspname, f.relname, "
          + names("confrelid", "confkey")
          + ", k.conname, k.confdeltype FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " JOIN pg_class f ON f.oid = k.confrelid"
          + " JOIN pg_namespace fn ON fn.oid = f.relnamespace"
          + " WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY n.nspname, c.relname, k.conname";

  private static final String CONSTRAINTS =
      "SELECT n.nspname, c.relname, k.conname, k.contype, "
          + names("conrelid", "conkey")
          + ", pg_get_constraintdef(k.oid), k.convalidated"
          + " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE k.contype IN ('p', 'u', 'x', 'c') AND"
          + USER_SCHEMAS
          + "ORDER BY n.nspname, c.relname, k.conname";

  private static final String SETTINGS =
      "SELECT name, setting, COALESCE(unit, ''), source FROM pg_settings WHERE name IN ("
          + "'server_version', 'max_connections', 'superuser_reserved_connections',"
          + " 'reserved_connections', 'shared_buffers', 'effective_cache_size', 'work_mem',"
          + " 'hash_mem_multiplier', 'maintenance_work_mem', 'random_page_cost', 'seq_page_cost',"
          + " 'cpu_tuple_cost', 'effective_io_concurrency', 'track_io_timing', 'track_counts',"
          + " 'jit', 'jit_above_cost', 'default_statistics_target', 'plan_cache_mode',"
          + " 'max_parallel_workers_per_gather', 'hot_standby_feedback',"
          + " 'max_standby_streaming_delay', 'statement_timeout', 'lock_timeout',"
          + " 'idle_in_transaction_session_timeout', 'autovacuum', 'compute_query_id',"
          + " 'shared_preload_libraries', 'pg_stat_statements.track',"
          + " 'pg_stat_statements.track_planning', 'pg_stat_statements.max') ORDER BY name";

  private CatalogReader() {}

  /**
   * Reads the catalog of the replica's database, all in one snapshot.
   *
   * @throws NotVerified when the server refuses or is too slow
   */
  public static Catalog read(Replica replica) {
    return replica.read(CatalogReader::read);
  }

  private static Catalog read(Session session) throws SQLException {
    session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    Map<Long, List<Catalog.Column>> columns = new HashMap<>();
    session.query(
        COLUMNS,
        row -> columns.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>()).add(column(row)));
    List<Catalog.Table> tables = session.query(TABLES, row -> table(row, columns));
    List<Index> indexes = session.query(INDEXES, CatalogReader::index);
    return Partitions.summed(
        new Catalog(
            tables,
            withBloat(indexes, tables),
            session.query(FOREIGN_KEYS, CatalogReader::foreignKey),
            session.query("SELECT extname FROM pg_extension ORDER BY 1", row -> row.getString(1)),
            session.query("SELECT unnest(current_schemas(false))", row -> row.getString(1)),
            session.query(CONSTRAINTS, CatalogReader::constraint),
            session.query(SETTINGS, CatalogReader::setting),
            List.of()));
  }

  private static List<Index> withBloat(List<Index> indexes, List<Catalog.Table> tables) {
    Map<String, Catalog.Table> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.qualified(), table));
    return indexes.stream()
        .map(
            index -> {
              Catalog.Table table = byName.get(index.schema() + "." + index.table());
              return index.withMore(index.more().withBloat(IndexBloat.bytes(index, table)));
            })
        .toList();
  }

  private static Catalog.Constraint constraint(ResultSet row) throws SQLException {
    String type =
        switch (row.getString(4)) {
          case "p" -> "primary key";
          case "u" -> "unique";
          case "x" -> "exclusion";
          default -> "check";
        };
    return new Catalog.Constraint(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        type,
        strings(row.getArray(5)),
        row.getString(6),
        row.getBoolean(7));
  }

  private static Catalog.Setting setting(ResultSet row) throws SQLException {
    return new Catalog.Setting(
        row.getString(1), row.getString(2), row.getString(3), row.getString(4));
  }

  private static Catalog.Table table(ResultSet row, Map<Long, List<Catalog.Column>> columns)
      throws SQLException {
    String kind =
        switch (row.getString(4)) {
          case "p" -> "partitioned";
          case "m" -> "materialized view";
          default -> "table";
        };
    return new Catalog.Table(
        row.getString(2),
        row.getString(3),
        kind,
        rows(row.getDouble(5), row.getLong(6), row.getLong(7)),
        row.getLong(7),
        row.getLong(6),
        columns.getOrDefault(row.getLong(1), List.of()),
        row.getString(8),
        row.getBoolean(9));
  }

  /** A table that was filled since its last ANALYZE has more rows than are written down. */
  private static double rows(double rows, long pages, long bytes) {
    long now = bytes / 8_192;
    if (pages == 0) {
      return now == 0 ? rows : -1;
    }
    return rows > 0 && now > 2 * pages ? rows / pages * now : rows;
  }

  private static Catalog.Column column(ResultSet row) throws SQLException {
    return new Catalog.Column(
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getInt(5),
        number(row, 6),
        number(row, 7),
        strings(row.getArray(8)).stream().map(Double::valueOf).toList(),
        number(row, 9));
  }

  private static Index index(ResultSet row) throws SQLException {
    List<String> keys = strings(row.getArray(5));
    boolean ordered = row.getString(4).equals("btree");
    List<String> options = new ArrayList<>();
    for (String bits : strings(row.getArray(6)).subList(0, keys.size())) {
      options.add(ordered ? option(Integer.parseInt(bits)) : "");
    }
    return new Index(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        keys,
        options,
        strings(row.getArray(7)),
        row.getString(8),
        row.getBoolean(9),
        row.getBoolean(10),
        row.getBoolean(11),
        row.getLong(12),
        row.getString(13),
        detail(row));
  }

  private static IndexDetail detail(ResultSet row) throws SQLException {
    return new IndexDetail(
        strings(row.getArray(14)),
        row.getString(15),
        strings(row.getArray(16)),
        row.getBoolean(17),
        row.getBoolean(18),
        row.getString(13).contains(" NULLS NOT DISTINCT"),
        row.getBoolean(19),
        row.getBoolean(20),
        row.getString(21),
        row.getBoolean(22),
        row.getDouble(23),
        -1);
  }

  /** pg_index.indoption: bit 0 is DESC, bit 1 is NULLS FIRST. */
  private static String option(int bits) {
    return switch (bits & 3) {
      case 1 -> "DESC NULLS LAST";
      case 2 -> "NULLS FIRST";
      case 3 -> "DESC";
      default -> "";
    };
  }

  private static Catalog.ForeignKey foreignKey(ResultSet row) throws SQLException {
    return new Catalog.ForeignKey(
        row.getString(1),
        row.getString(2),
        strings(row.getArray(3)),
        row.getString(4),
        row.getString(5),
        strings(row.getArray(6)),
        row.getString(7),
        switch (row.getString(8)) {
          case "c" -> "cascade";
          case "n" -> "set null";
          case "d" -> "set default";
          case "r" -> "restrict";
          default -> "no action";
        });
  }

  private static String names(String relation, String numbers) {
    return "ARRAY(SELECT a.attname::text FROM unnest(k."
        + numbers
        + ") WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k."
        + relation
        + " AND a.attnum = u.n ORDER BY u.o)";
  }

  private static double number(ResultSet row, int index) throws SQLException {
    double value = row.getDouble(index);
    return row.wasNull() ? Double.NaN : value;
  }

  private static List<String> strings(Array array) throws SQLException {
    return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
  }
}
