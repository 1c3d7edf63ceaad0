package dev.ectoscope.postgres.explain;

import dev.ectoscope.postgres.ClusterFailed;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.PreparedText;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.catalog.Index;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/** A scratch server that holds copies of the tables asked about, with their rows and indexes. */
final class ScratchCopy implements AutoCloseable {

  private static final double MAX_ROWS = 1_000_000;
  private static final long MAX_BYTES = 200L << 20;

  private static final String PLANNER_SETTINGS =
      "SELECT name, setting FROM pg_settings WHERE category LIKE 'Query Tuning%' AND vartype <>"
          + " 'string' AND context = 'user' OR name IN ('work_mem', 'hash_mem_multiplier',"
          + " 'max_parallel_workers_per_gather', 'max_parallel_workers')";

  private static final String ENUMS =
      "SELECT format('CREATE TYPE %I.%I AS ENUM (%s)', n.nspname, t.typname,"
          + " string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)), n.nspname"
          + " FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid"
          + " JOIN pg_namespace n ON n.oid = t.typnamespace GROUP BY n.nspname, t.typname";

  private static final String NEWEST = "SELECT max(indexrelid::bigint) FROM pg_index";

  /** Of a partitioned table there is one for each partition besides its own. */
  private static final String BUILT =
      "SELECT c.relname, pg_relation_size(c.oid), i.indexprs IS NOT NULL,"
          + " i.indrelid::regclass::text FROM pg_class c"
          + " JOIN pg_index i ON i.indexrelid = c.oid WHERE c.oid::bigint > ?::bigint";

  private static final String DIVISION =
      "SELECT coalesce(pg_get_partkeydef(c.oid), ''), coalesce(pg_get_expr(c.relpartbound,"
          + " c.oid), '') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE n.nspname = ? AND c.relname = ?";

  private final Replica replica;
  private final Catalog catalog;
  private final Cluster cluster;
  private final Session scratch;
  private final Set<Catalog.Table> copied = new HashSet<>();

  private ScratchCopy(Replica replica, Catalog catalog, Cluster cluster, Session scratch) {
    this.replica = replica;
    this.catalog = catalog;
    this.cluster = cluster;
    this.scratch = scratch;
  }

  /**
   * Starts the server and gives it the replica's extensions, enums and planner settings.
   *
   * @throws ClusterFailed when the server does not start
   */
  static ScratchCopy of(Replica replica, Catalog catalog) {
    Cluster cluster = Cluster.startPrimaryOnly();
    try {
      Connection connection = DriverManager.getConnection(cluster.primaryUrl(), properties());
      Session scratch = new Session(connection, new AtomicLong(), new AtomicLong());
      ScratchCopy copy = new ScratchCopy(replica, catalog, cluster, scratch);
      copy.prepare();
      return copy;
    } catch (SQLException e) {
      cluster.close();
      throw new ClusterFailed("The scratch server could not be prepared: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  WhatIf.Answer cost(
      PreparedText text, List<String> values, String createIndex, Set<String> names) {
    for (Catalog.Table table : catalog.tables()) {
      if (isMeant(table, names) && !copied.contains(table)) {
        Catalog.Table whole = whole(table);
        String obstacle = obstacle(whole);
        if (!obstacle.isEmpty()) {
          return new WhatIf.Unavailable(obstacle);
        }
        copy(whole);
      }
    }
    return costs(text, values, createIndex);
  }

  /** A partition is copied with all the others. */
  private Catalog.Table whole(Catalog.Table table) {
    Catalog.Table whole = table;
    while (whole.partition()) {
      whole = parent(whole);
    }
    return whole;
  }

  private Catalog.Table parent(Catalog.Table partition) {
    return catalog.tables().stream()
        .filter(t -> t.qualified().equals(partition.parent()))
        .findFirst()
        .orElseThrow(() -> new NotVerified("The catalog does not hold " + partition.parent()));
  }

  /** A bare name stands for the table that the search path finds. */
  private boolean isMeant(Catalog.Table table, Set<String> names) {
    boolean bare = names.contains(table.name());
    return bare && table.equals(catalog.table("", table.name()))
        || names.contains(table.schema() + "." + table.name());
  }

  @Override
  public void close() {
    try {
      scratch.connection().close();
    } catch (SQLException e) {
      // The server ends next.
    }
    cluster.close();
  }

  private WhatIf.Answer costs(PreparedText text, List<String> values, String createIndex) {
    try {
      scratch.execute("BEGIN");
      try {
        Plan before = Explain.plan(scratch, text, values);
        long last = scratch.query(NEWEST, row -> row.getLong(1)).get(0);
        scratch.execute(createIndex);
        List<BuiltIndex> built =
            scratch.query(BUILT, List.of(String.valueOf(last)), BuiltIndex::of);
        for (BuiltIndex index : built) {
          if (index.expression()) {
            scratch.execute("ANALYZE " + index.table());
          }
        }
        Plan after = Explain.plan(scratch, text, values);
        return new WhatIf.Costed(
            before.totalCost(),
            after.totalCost(),
            built.stream().anyMatch(index -> after.uses(index.name())),
            built.stream().mapToLong(BuiltIndex::bytes).sum(),
            "measured copy",
            before,
            after);
      } finally {
        scratch.execute("ROLLBACK");
      }
    } catch (SQLException e) {
      return new WhatIf.Unavailable(refusal("The copy does not take the statement or index", e));
    }
  }

  private record BuiltIndex(String name, long bytes, boolean expression, String table) {
    static BuiltIndex of(ResultSet row) throws SQLException {
      return new BuiltIndex(row.getString(1), row.getLong(2), row.getBoolean(3), row.getString(4));
    }
  }

  /** Why a table cannot be copied, or "". */
  static String obstacle(Catalog.Table table) {
    if (table.rows() > MAX_ROWS || table.bytes() > MAX_BYTES) {
      return "The table "
          + table.name()
          + " is larger than 1,000,000 rows or 200 MB, too large to copy"
          + (table.isPartitioned()
              ? ", and HypoPG makes no index of a partitioned table"
              : "; install HypoPG on the primary");
    }
    return "";
  }

  private void prepare() throws SQLException {
    scratch.execute("SET synchronize_seqscans = off");
    for (Catalog.Table table : catalog.tables()) {
      scratch.execute("CREATE SCHEMA IF NOT EXISTS " + quote(table.schema()));
    }
    // A candidate may need an extension that the replica has not yet.
    Set<String> extensions = new LinkedHashSet<>(catalog.extensions());
    extensions.add("pg_trgm");
    for (String extension : extensions) {
      attempt("CREATE EXTENSION IF NOT EXISTS " + quote(extension));
    }
    for (String[] type : replica.read(s -> s.query(ENUMS, ScratchCopy::pair))) {
      attempt("CREATE SCHEMA IF NOT EXISTS " + quote(type[1]));
      attempt(type[0]);
    }
    for (String[] setting : replica.read(s -> s.query(PLANNER_SETTINGS, ScratchCopy::pair))) {
      attempt("SET " + setting[0] + " = " + setting[1]);
    }
    if (!catalog.searchPath().isEmpty()) {
      List<String> path = catalog.searchPath().stream().map(ScratchCopy::quote).toList();
      scratch.execute("SET search_path = " + String.join(", ", path));
    }
  }

  /** What this server lacks shows later, as a table that cannot be made. */
  private void attempt(String sql) {
    try {
      scratch.execute(sql);
    } catch (SQLException e) {
      // Unknown here; a table that needs it is reported then.
    }
  }

  /**
   * All of a table, or nothing: what is half made would stand in the way of the next question.
   *
   * @throws NotVerified when the table cannot be copied
   */
  private void copy(Catalog.Table table) {
    boolean whole = false;
    try {
      scratch.execute(definition(table));
      if (table.isPartitioned()) {
        parts(table);
      } else {
        rows(table);
      }
      copied.add(table);
      whole = true;
    } catch (SQLException e) {
      String what = "The table " + table.name() + " cannot be copied";
      boolean divided = table.isPartitioned() || table.partition();
      throw new NotVerified(divided ? what + state(e) : refusal(what, e));
    } finally {
      if (!whole) {
        forget(table);
      }
    }
  }

  /** With its partitions. */
  private void forget(Catalog.Table table) {
    attempt("DROP TABLE IF EXISTS " + name(table));
    partitions(table).forEach(this::forget);
    copied.remove(table);
  }

  private List<Catalog.Table> partitions(Catalog.Table parent) {
    return catalog.tables().stream()
        .filter(t -> t.partition() && t.parent().equals(parent.qualified()))
        .toList();
  }

  private void rows(Catalog.Table table) throws SQLException {
    replica.read(source -> copyRows(source, table));
    for (Index index : catalog.indexes()) {
      if (isOn(index, table) && index.valid()) {
        scratch.execute(index.definition());
        if (index.primary()) {
          // GROUP BY of the key alone takes the constraint, not only its index.
          String key = quote(index.name());
          attempt(
              "ALTER TABLE "
                  + name(table)
                  + " ADD CONSTRAINT "
                  + key
                  + " PRIMARY KEY USING INDEX "
                  + key);
        }
      }
    }
    scratch.execute("VACUUM (ANALYZE) " + name(table));
  }

  /** The partitions bring their indexes: the parent's own hold nothing. */
  private void parts(Catalog.Table parent) throws SQLException {
    partitions(parent).forEach(this::copy);
    scratch.execute("ANALYZE " + name(parent));
  }

  private static boolean isOn(Index index, Catalog.Table table) {
    return index.schema().equals(table.schema()) && index.table().equals(table.name());
  }

  private Long copyRows(Session source, Catalog.Table table) throws SQLException {
    scratch.execute("TRUNCATE " + name(table));
    String columns = String.join(", ", table.columns().stream().map(c -> quote(c.name())).toList());
    CopyIn in =
        scratch
            .connection()
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(Session.MARK + "COPY " + name(table) + " (" + columns + ") FROM STDIN");
    try {
      long bytes =
          source.copyOut("SELECT " + columns + " FROM " + name(table), out -> pour(out, in));
      in.endCopy();
      return bytes;
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
  }

  private static long pour(CopyOut from, CopyIn to) throws SQLException {
    long bytes = 0;
    for (byte[] row = from.readFromCopy(); row != null; row = from.readFromCopy()) {
      bytes += row.length;
      if (bytes > MAX_BYTES) {
        throw new NotVerified("A table has more than 200 MB of rows, too many to copy");
      }
      to.writeToCopy(row, 0, row.length);
    }
    return bytes;
  }

  private String definition(Catalog.Table table) {
    String[] division =
        table.isPartitioned() || table.partition()
            ? replica
                .read(
                    s ->
                        s.query(DIVISION, List.of(table.schema(), table.name()), ScratchCopy::pair))
                .get(0)
            : new String[] {"", ""};
    String dividedBy = division[0].isEmpty() ? "" : " PARTITION BY " + division[0];
    String kept = table.isPartitioned() ? "" : " WITH (autovacuum_enabled = off)";
    String create = "CREATE TABLE " + name(table);
    if (table.partition()) {
      String parent = name(parent(table));
      return create + " PARTITION OF " + parent + " " + division[1] + dividedBy + kept;
    }
    List<String> columns = new ArrayList<>();
    for (Catalog.Column column : table.columns()) {
      columns.add(
          quote(column.name()) + " " + column.type() + (column.notNull() ? " NOT NULL" : ""));
    }
    return create + " (" + String.join(", ", columns) + ")" + dividedBy + kept;
  }

  private static String name(Catalog.Table table) {
    return quote(table.schema()) + "." + quote(table.name());
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String[] pair(ResultSet row) throws SQLException {
    return new String[] {row.getString(1), row.getString(2)};
  }

  private static String refusal(String what, SQLException e) {
    return what + state(e) + "; install HypoPG on the primary";
  }

  private static String state(SQLException e) {
    return " (SQLSTATE " + e.getSQLState() + ")";
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    properties.setProperty("prepareThreshold", "0");
    return properties;
  }
}
