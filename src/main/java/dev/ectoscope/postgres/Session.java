package dev.ectoscope.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** An open connection whose every statement carries the mark of Ectoscope and is counted. */
public final class Session {

  public static final String MARK = "/* ectoscope */ ";

  /** PostgreSQL 18 cuts a comment off that a statement begins with, in pg_stat_statements. */
  private static final String END = " /* ectoscope */";

  private final Connection connection;
  private final AtomicLong statements;
  private final AtomicLong nanos;
  private int version;
  private @Nullable Opening opening;

  public Session(Connection connection, AtomicLong statements, AtomicLong nanos) {
    this.connection = connection;
    this.statements = statements;
    this.nanos = nanos;
  }

  /** Begins a transaction. */
  @FunctionalInterface
  interface Opening {
    void begin() throws SQLException;
  }

  /** Begins with the first statement: work that needs none sends nothing. */
  void beginLater(Opening begin) {
    opening = begin;
  }

  /** Whether there is a transaction to end; none begins any more. */
  boolean isBegun() {
    boolean begun = opening == null;
    opening = null;
    return begun;
  }

  /** The server's {@code server_version_num}; asked for once. */
  public int version() throws SQLException {
    if (version == 0) {
      version =
          query(
                  "SELECT pg_catalog.current_setting('server_version_num')",
                  row -> Integer.parseInt(row.getString(1)))
              .get(0);
    }
    return version;
  }

  /** Runs one statement without parameters over the simple protocol and reads its rows. */
  public <T> List<T> query(String sql, RowReader<T> reader) throws SQLException {
    long start = begin();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(MARK + sql + END)) {
      return readAll(rows, reader);
    } finally {
      end(start);
    }
  }

  /**
   * Runs one statement with {@code ?} parameters, bound as text whose type the server infers.
   *
   * @param values one text or null per {@code ?}
   */
  public <T> List<T> query(String sql, List<String> values, RowReader<T> reader)
      throws SQLException {
    long start = begin();
    try (PreparedStatement statement = connection.prepareStatement(MARK + sql + END)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      try (ResultSet rows = statement.executeQuery()) {
        return readAll(rows, reader);
      }
    } finally {
      end(start);
    }
  }

  /** Runs one statement that gives no rows, such as SET or PREPARE. */
  public void execute(String sql) throws SQLException {
    long start = begin();
    try (Statement statement = connection.createStatement()) {
      statement.execute(MARK + sql + END);
    } finally {
      end(start);
    }
  }

  /** Reads the rows of a query as COPY text; ends the copy also when the reader gives up. */
  public long copyOut(String query, CopyReader reader) throws SQLException {
    long start = begin();
    String sql = MARK + "COPY (" + query + ") TO STDOUT" + END;
    CopyOut out = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    try {
      return reader.read(out);
    } finally {
      if (out.isActive()) {
        out.cancelCopy();
      }
      end(start);
    }
  }

  /** Takes the rows of a COPY. */
  @FunctionalInterface
  public interface CopyReader {
    long read(CopyOut out) throws SQLException;
  }

  public Connection connection() {
    return connection;
  }

  private long begin() throws SQLException {
    if (opening != null) {
      Opening first = opening;
      opening = null;
      first.begin();
    }
    statements.incrementAndGet();
    return System.nanoTime();
  }

  private void end(long start) {
    nanos.addAndGet(System.nanoTime() - start);
  }

  private static <T> List<T> readAll(ResultSet rows, RowReader<T> reader) throws SQLException {
    List<T> result = new ArrayList<>();
    while (rows.next()) {
      result.add(reader.read(rows));
    }
    return result;
  }
}
