package dev.ectoscope.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A read-only connection to one server, normally a streaming replica. One statement at a time, each
 * in a transaction that is always rolled back, each with time limits. Safe for use by several
 * threads, which then wait for one another.
 */
public final class Replica implements AutoCloseable {

  /**
   * How a replica is used.
   *
   * @param allowPrimary whether a server that is not in recovery is accepted
   * @param statementTimeout the longest one statement may run
   */
  public record Options(boolean allowPrimary, Duration statementTimeout) {

    public Options {
      if (statementTimeout.isNegative() || statementTimeout.toMillis() == 0) {
        throw new IllegalArgumentException("statementTimeout must be at least 1 ms");
      }
    }

    /** No primary, 5 seconds. */
    public static Options standard() {
      return new Options(false, Duration.ofSeconds(5));
    }

    /** The same with a primary accepted or not. */
    public Options withAllowPrimary(boolean allowed) {
      return new Options(allowed, statementTimeout);
    }

    /** The same with another limit per statement. */
    public Options withStatementTimeout(Duration limit) {
      return new Options(allowPrimary, limit);
    }
  }

  private static final int TRIES = 3;
  private static final long FIRST_PAUSE_MS = 150;

  private final ReplicaAddress address;
  private final Options options;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private Session session;
  private boolean standby;
  private int versionNumber;
  private String version = "";
  private boolean closed;
  private boolean busy;

  private Replica(ReplicaAddress address, Options options) {
    this.address = address;
    this.options = options;
  }

  /**
   * Connects and makes sure that the server is a standby.
   *
   * @param url {@code postgresql://user:password@host:port/db} or {@code jdbc:postgresql://…}
   * @throws ReplicaUnreachable when the URL is wrong or the server does not answer or let us in
   * @throws ReplicaRefused when it is a primary and the options do not allow one
   */
  public static Replica connect(String url, Options options) {
    Replica replica = new Replica(ReplicaAddress.parse(url), options);
    try {
      replica.open();
      return replica;
    } catch (SQLException e) {
      replica.close();
      throw unreachable(replica.address, e);
    } catch (RuntimeException e) {
      replica.close();
      throw e;
    }
  }

  /**
   * Runs the work inside BEGIN READ ONLY … ROLLBACK. Recovery conflicts and lost connections are
   * tried three times with growing pauses.
   *
   * @throws NotVerified when the server refuses, times out or stays away
   * @throws IllegalStateException when it is closed, or called from inside the work
   */
  public synchronized <T> T read(Work<T> work) {
    if (closed || busy) {
      throw new IllegalStateException("the replica is " + (closed ? "closed" : "already reading"));
    }
    busy = true;
    try {
      return retried(work);
    } finally {
      busy = false;
    }
  }

  private <T> T retried(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(work);
      } catch (SQLException e) {
        boolean lost = isLost(e);
        if (lost) {
          drop();
        }
        if (attempt == TRIES || !(lost || "40001".equals(e.getSQLState()))) {
          throw notVerified(e);
        }
        pause(FIRST_PAUSE_MS * attempt * attempt);
      }
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    if (session == null) {
      open();
    }
    Session current = session;
    boolean done = false;
    current.execute("BEGIN READ ONLY");
    try {
      T result = work.run(current);
      done = true;
      return result;
    } finally {
      rollback(current, done);
    }
  }

  /** Ends the transaction and forgets what the work left in the session. */
  private void rollback(Session current, boolean mayThrow) throws SQLException {
    try {
      current.execute("ROLLBACK");
      current.execute("DEALLOCATE ALL");
    } catch (SQLException e) {
      drop();
      if (mayThrow) {
        throw e;
      }
    }
  }

  private void open() throws SQLException {
    Connection connection = DriverManager.getConnection(address.jdbcUrl(), properties());
    session = new Session(connection, statements, nanos);
    for (String setting : settings()) {
      session.execute(setting);
    }
    versionNumber =
        session
            .query("SELECT current_setting('server_version_num')::int", row -> row.getInt(1))
            .get(0);
    version = connection.getMetaData().getDatabaseProductVersion();
    standby = session.query("SELECT pg_is_in_recovery()", row -> row.getBoolean(1)).get(0);
    if (!standby && !options.allowPrimary()) {
      drop();
      throw new ReplicaRefused(
          address.place()
              + " is a primary; give the URL of a streaming replica, or allow a primary explicitly"
              + " (--allow-primary)",
          null);
    }
  }

  private List<String> settings() {
    long millis = options.statementTimeout().toMillis();
    return List.of(
        "SET default_transaction_read_only = on",
        "SET statement_timeout = " + millis,
        "SET lock_timeout = 500",
        "SET idle_in_transaction_session_timeout = " + (millis + 30_000),
        "SET standard_conforming_strings = on");
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "ectoscope");
    properties.setProperty("assumeMinServerVersion", "12");
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    properties.setProperty("prepareThreshold", "0");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "10");
    long seconds = options.statementTimeout().toSeconds() + 30;
    properties.setProperty("socketTimeout", Long.toString(seconds));
    address.login().forEach((key, value) -> properties.setProperty((String) key, (String) value));
    return properties;
  }

  /** What this connection has sent and waited for so far. */
  public Load load() {
    return new Load(statements.get(), nanos.get() / 1e6);
  }

  /** Host and database, server version, and whether it is a standby; no user, no password. */
  public String description() {
    return address.place() + ", PostgreSQL " + version + (standby ? ", standby" : ", primary");
  }

  /** The server's {@code server_version_num}: 170011 is 17.11. */
  public int versionNumber() {
    return versionNumber;
  }

  /** Whether the server was in recovery when the connection was made. */
  public boolean isStandby() {
    return standby;
  }

  /** Closes the connection; a second call does nothing. */
  @Override
  public synchronized void close() {
    closed = true;
    drop();
  }

  private void drop() {
    if (session == null) {
      return;
    }
    try {
      session.connection().close();
    } catch (SQLException e) {
      // It is gone either way.
    }
    session = null;
  }

  private static boolean isLost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.equals("25P03");
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotVerified("The run was interrupted; start it again");
    }
  }

  private NotVerified notVerified(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return new NotVerified(reason(e, state), state, null);
  }

  private String reason(SQLException e, String state) {
    if (state.equals("40001")) {
      return "The replica cancelled the statement three times because of a conflict with recovery;"
          + " try again when the primary is quieter";
    }
    if (isLost(e)) {
      return "The connection to " + address.place() + " was lost three times; check the server";
    }
    if (state.equals("57014")) {
      return "The statement ran longer than "
          + options.statementTimeout().toMillis()
          + " ms and was cancelled; allow more time";
    }
    if (state.equals("55P03")) {
      return "A table was locked for longer than 500 ms; try again when the migration is over";
    }
    if (state.equals("42501")) {
      return "The role may not plan this statement ("
          + primaryMessage(e)
          + "); PostgreSQL asks for the right to run a statement even to plan it";
    }
    if (state.startsWith("22")) {
      return "A value does not fit the type the server expects (SQLSTATE " + state + ")";
    }
    return "PostgreSQL refused the statement: " + primaryMessage(e) + " (SQLSTATE " + state + ")";
  }

  private static ReplicaUnreachable unreachable(ReplicaAddress address, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String why;
    if (state.startsWith("28")) {
      why = " refused the login; check user, password and pg_hba.conf";
    } else if (state.equals("3D000")) {
      why = " has no such database; check the name at the end of the URL";
    } else {
      why = " cannot be reached; check host, port and network (SQLSTATE " + state + ")";
    }
    return new ReplicaUnreachable(address.place() + why, null);
  }

  private static String primaryMessage(SQLException e) {
    ServerErrorMessage message =
        e instanceof PSQLException known ? known.getServerErrorMessage() : null;
    return message == null || message.getMessage() == null ? "no message" : message.getMessage();
  }
}
