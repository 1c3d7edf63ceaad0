package dev.ectoscope.postgres.explain;

import dev.ectoscope.postgres.ClusterFailed;
import dev.ectoscope.postgres.NotVerified;
import dev.ectoscope.postgres.PreparedText;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import dev.ectoscope.postgres.catalog.Catalog;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.DriverManager;
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
        String obstacle = obstacle(table);
        if (!obstacle.isEmpty()) {
          return new WhatIf.Unavailable(obstacle);
        }
        copy(table);
        copied.add(table);
      }
    }
    return costs(text, values, createIndex);
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
        scratch.execute(createIndex);
        Index index = newest();
        if (index.expression()) {
          scratch.execute("ANALYZE " + index.table());
        }
        Plan after = Explain.plan(scratch, text, values);
        return new WhatIf.Costed(
            before.totalCost(),
            after.totalCost(),
            after.uses(index.name()),
            index.bytes(),
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

  private record Index(String name, long bytes, boolean expression, String table) {}

  private Index newest() throws SQLException {
    return scratch
        .query(
            "SELECT c.relname, pg_relation_size(c.oid), i.indexprs IS NOT NULL,"
                + " i.indrelid::regclass::text FROM pg_class c"
                + " JOIN pg_index i ON i.indexrelid = c.oid ORDER BY c.oid DESC LIMIT 1",
            r -> new Index(r.getString(1), r.getLong(2), r.getBoolean(3), r.getString(4)))
        .get(0);
  }

  private static String obstacle(Catalog.Table table) {
    if (table.kind().equals("partitioned")) {
      return "The table "
          + table.name()
          + " is partitioned, which a copy does not show;"
          + " install HypoPG on the primary";
    }
    if (table.rows() > MAX_ROWS || table.bytes() > MAX_BYTES) {
      return "The table "
          + table.name()
          + " is larger than 1,000,000 rows or 200 MB, too large to"
          + " copy; install HypoPG on the primary";
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
   * @throws NotVerified when the table cannot be copied
   */
  private void copy(Catalog.Table table) {
    try {
      scratch.execute(definition(table));
    } catch (SQLException e) {
      throw new NotVerified(refusal("The table " + table.name() + " cannot be copied", e));
    }
    try {
      replica.read(source -> copyRows(source, table));
      for (Catalog.Index index : catalog.indexes()) {
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
    } catch (SQLException e) {
      attempt("DROP TABLE " + name(table));
      throw new NotVerified(refusal("The table " + table.name() + " cannot be copied", e));
    } catch (NotVerified e) {
      attempt("DROP TABLE " + name(table));
      throw e;
    }
  }

  private static boolean isOn(Catalog.Index index, Catalog.Table table) {
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

  private static String definition(Catalog.Table table) {
    List<String> columns = new ArrayList<>();
    for (Catalog.Column column : table.columns()) {
      columns.add(
          quote(column.name()) + " " + column.type() + (column.notNull() ? " NOT NULL" : ""));
    }
    return "CREATE TABLE "
        + name(table)
        + " ("
        + String.join(", ", columns)
        + ") WITH (autovacuum_enabled = off)";
  }

  private static String name(Catalog.Table table) {
    return quote(table.schema()) + "." + quote(table.name());
  }

  private static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String[] pair(java.sql.ResultSet row) throws SQLException {
    return new String[] {row.getString(1), row.getString(2)};
  }

  private static String refusal(String what, SQLException e) {
    return what + " (SQLSTATE " + e.getSQLState() + "); install HypoPG on the primary";
  }

  private static Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    properties.setProperty("prepareThreshold", "0");
    return properties;
  }
}
