package dev.ectoscope.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the catalog in five statements: no user row is touched. */
public final class CatalogReader {

  private static final String USER_SCHEMAS =
      " n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)' ";

  private static final String TABLES =
      "SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages,"
          + " CASE WHEN c.relkind = 'p' THEN 0 ELSE COALESCE(pg_relation_size(c.oid), 0) END"
          + " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind IN ('r', 'p', 'm') AND"
          + USER_SCHEMAS
          + "ORDER BY n.nspname, c.relname";

  private static final String COLUMNS =
      "SELECT a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
          + " COALESCE(s.avg_width, -1), s.n_distinct, s.null_frac"
          + " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
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
          + " ELSE COALESCE(pg_relation_size(ic.oid), 0) END, pg_get_indexdef(i.indexrelid)"
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
          + ", k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
          + " JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " JOIN pg_class f ON f.oid = k.confrelid"
          + " JOIN pg_namespace fn ON fn.oid = f.relnamespace"
          + " WHERE k.contype = 'f' ORDER BY n.nspname, c.relname, k.conname";

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
    return new Catalog(
        session.query(TABLES, row -> table(row, columns)),
        session.query(INDEXES, CatalogReader::index),
        session.query(FOREIGN_KEYS, CatalogReader::foreignKey),
        session.query("SELECT extname FROM pg_extension ORDER BY 1", row -> row.getString(1)),
        session.query("SELECT unnest(current_schemas(false))", row -> row.getString(1)));
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
        row.getDouble(5),
        row.getLong(7),
        row.getLong(6),
        columns.getOrDefault(row.getLong(1), List.of()));
  }

  private static Catalog.Column column(ResultSet row) throws SQLException {
    return new Catalog.Column(
        row.getString(2),
        row.getString(3),
        row.getBoolean(4),
        row.getInt(5),
        number(row, 6),
        number(row, 7));
  }

  private static Catalog.Index index(ResultSet row) throws SQLException {
    List<String> keys = strings(row.getArray(5));
    boolean ordered = row.getString(4).equals("btree");
    List<String> options = new ArrayList<>();
    for (String bits : strings(row.getArray(6)).subList(0, keys.size())) {
      options.add(ordered ? option(Integer.parseInt(bits)) : "");
    }
    return new Catalog.Index(
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
        row.getString(13));
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
        row.getString(7));
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
