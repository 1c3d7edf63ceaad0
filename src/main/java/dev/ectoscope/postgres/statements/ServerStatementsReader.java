package dev.ectoscope.postgres.statements;

import dev.ectoscope.postgres.DatabaseException;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Session;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the view of one server, whatever its version (1.7 to 1.12, PostgreSQL 12 to 18). */
public final class ServerStatementsReader {

  private static final String EXTENSION =
      "SELECT quote_ident(n.nspname), e.extversion FROM pg_extension e"
          + " JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'";

  private static final String ROWS =
      "SELECT s.*, r.rolname, current_database() AS datname FROM %s.pg_stat_statements s"
          + " LEFT JOIN pg_roles r ON r.oid = s.userid WHERE s.dbid ="
          + " (SELECT oid FROM pg_database WHERE datname = current_database())";

  private static final String INFO =
      "SELECT dealloc, to_char(stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
          + " FROM %s.pg_stat_statements_info";

  private static final int WITH_INFO = 140_000;

  private ServerStatementsReader() {}

  /** The view, or an empty one whose note says why. */
  public static ServerStatements read(Replica replica) {
    try {
      return replica.read(session -> read(session, replica));
    } catch (DatabaseException e) {
      return ServerStatements.unavailable(
          replica.description(), "pg_stat_statements could not be read: " + e.getMessage());
    }
  }

  private static ServerStatements read(Session session, Replica replica) throws SQLException {
    List<String[]> extension =
        session.query(EXTENSION, row -> new String[] {row.getString(1), row.getString(2)});
    if (extension.isEmpty()) {
      return ServerStatements.unavailable(
          replica.description(),
          "the extension pg_stat_statements is not installed in this database: run CREATE EXTENSION"
              + " pg_stat_statements on the primary");
    }
    String schema = extension.get(0)[0];
    List<Map<String, String>> values =
        session.query(String.format(ROWS, schema), ServerStatementsReader::values);
    StatementColumns columns =
        new StatementColumns(values.isEmpty() ? List.of() : values.get(0).keySet(), false);
    String[] info = {"-1", ""};
    // The view may be of an older version than the server: ALTER EXTENSION … UPDATE was forgotten.
    if (replica.versionNumber() >= WITH_INFO && isAtLeast(extension.get(0)[1], 1, 9)) {
      info =
          session
              .query(
                  String.format(INFO, schema),
                  row -> new String[] {row.getString(1), row.getString(2)})
              .get(0);
    }
    return new ServerStatements(
        ServerStatements.SCHEMA,
        replica.description(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        info[1] == null ? "" : info[1],
        Long.parseLong(info[0]),
        replica.isStandby(),
        values.isEmpty() ? List.of() : columns.missing(),
        notes(session),
        values.stream().map(columns::row).toList());
  }

  private static List<String> notes(Session session) throws SQLException {
    List<String> notes = new ArrayList<>();
    boolean timed =
        session
            .query("SELECT current_setting('track_io_timing') = 'on'", row -> row.getBoolean(1))
            .get(0);
    if (!timed) {
      notes.add("track_io_timing is off: the time spent on disk is not counted");
    }
    return notes;
  }

  static boolean isAtLeast(String version, int major, int minor) {
    String[] parts = version.split("\\.");
    int first = Integer.parseInt(parts[0]);
    int second = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return first > major || (first == major && second >= minor);
  }

  private static Map<String, String> values(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      values.put(columns.getColumnLabel(i), row.getString(i));
    }
    return values;
  }
}
