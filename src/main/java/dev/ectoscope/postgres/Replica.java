package dev.ectoscope.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A read-only connection to one server, normally a streaming replica. One statement at a time, each
 * in a transaction that is always rolled back, each with time limits. It keeps nothing in the
 * session, so that a pooler in transaction mode may stand between. Safe for use by several threads,
 * which then wait for one another.
 */
public final class Replica implements AutoCloseable {

  /**
   * How a replica is used.
   *
   * @param allowPrimary whether a server that is not in recovery is accepted
   * @param allowSuperuser whether a login that may do everything is accepted
   * @param statementTimeout the longest one statement may run
   */
  public record Options(boolean allowPrimary, boolean allowSuperuser, Duration statementTimeout) {

    public Options {
      if (statementTimeout.isNegative() || statementTimeout.toMillis() == 0) {
        throw new IllegalArgumentException("statementTimeout must be at least 1 ms");
      }
    }

    /** No primary, no superuser, 5 seconds. */
    public static Options standard() {
      return new Options(false, false, Duration.ofSeconds(5));
    }

    /** The same with a primary accepted or not. */
    public Options withAllowPrimary(boolean allowed) {
      return new Options(allowed, allowSuperuser, statementTimeout);
    }

    /** The same with a superuser accepted or not. */
    public Options withAllowSuperuser(boolean allowed) {
      return new Options(allowPrimary, allowed, statementTimeout);
    }

    /** The same with another limit per statement. */
    public Options withStatementTimeout(Duration limit) {
      return new Options(allowPrimary, allowSuperuser, limit);
    }
  }

  private static final int CONFLICT_TRIES = 3;

  /** A server that restarts is back after a few seconds. */
  private static final int LOST_TRIES = 6;

  private static final long FIRST_PAUSE_MS = 150;

  private final ReplicaAddress address;
  private final Options options;
  private final RefusalReason reasons;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private @Nullable Session session;
  private boolean standby;
  private int versionNumber;
  private String version = "";
  private boolean closed;
  private boolean busy;
  private boolean away;

  private Replica(ReplicaAddress address, Options options) {
    this.address = address;
    this.options = options;
    this.reasons = new RefusalReason(address.place(), options.statementTimeout());
  }

  /**
   * Connects and makes sure that the server is a standby.
   *
   * @param url {@code postgresql://user:password@host:port/db} or {@code jdbc:postgresql://…}
   * @throws ReplicaUnreachable when the URL is wrong or the server does not answer or let us in
   * @throws ReplicaRefused when it is a primary, or the login a superuser, and the options do not
   *     allow one
   */
  public static Replica connect(String url, Options options) {
    Replica replica = new Replica(ReplicaAddress.parse(url), options);
    try {
      replica.open();
      return replica;
    } catch (SQLException e) {
      replica.close();
      throw RefusalReason.unreachable(replica.address, e);
    } catch (RuntimeException e) {
      replica.close();
      throw e;
    }
  }

  /**
   * Runs the work inside BEGIN READ ONLY … ROLLBACK. Recovery conflicts are tried three times, lost
   * connections for some seconds; once a server stayed away, it is tried only once.
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
      long start = System.nanoTime();
      try {
        T result = attempt(work);
        away = false;
        return result;
      } catch (SQLException e) {
        boolean lost = RefusalReason.isLost(e);
        if (lost) {
          drop();
        }
        int tries = lost ? LOST_TRIES : "40001".equals(e.getSQLState()) ? CONFLICT_TRIES : 1;
        if (attempt >= tries || away) {
          away = lost;
          throw reasons.of(e, System.nanoTime() - start);
        }
        pause(FIRST_PAUSE_MS * attempt * attempt);
      }
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    Session current = session == null ? open() : session;
    boolean done = false;
    current.beginLater(() -> begin(current));
    try {
      T result = work.run(current);
      done = true;
      return result;
    } finally {
      if (current.isBegun()) {
        rollback(current, done);
      }
    }
  }

  private void begin(Session current) throws SQLException {
    current.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    if (!current.query(limits(), row -> row.getBoolean(1)).get(0) && !options.allowPrimary()) {
      throw new NotVerified(
          "The standby was promoted to a primary in the middle of the run; give another replica");
    }
  }

  /**
   * Sets the limits for this transaction alone, and asks whether the server is still a standby:
   * behind a pooler each transaction may meet another backend.
   */
  private String limits() {
    long millis = options.statementTimeout().toMillis();
    return "SELECT pg_catalog.pg_is_in_recovery(), "
        + local("statement_timeout", Long.toString(millis))
        + ", "
        + local("lock_timeout", "500")
        + ", "
        + local("idle_in_transaction_session_timeout", Long.toString(millis + 30_000))
        + ", "
        + local("standard_conforming_strings", "on");
  }

  private static String local(String setting, String value) {
    return "pg_catalog.set_config('" + setting + "', '" + value + "', true)";
  }

  private void rollback(Session current, boolean mayThrow) throws SQLException {
    try {
      current.execute("ROLLBACK");
    } catch (SQLException e) {
      drop();
      if (mayThrow) {
        throw e;
      }
    }
  }

  private Session open() throws SQLException {
    Session session = new Session(connection(), statements, nanos);
    this.session = session;
    versionNumber = session.version();
    version = session.connection().getMetaData().getDatabaseProductVersion();
    standby =
        session.query("SELECT pg_catalog.pg_is_in_recovery()", row -> row.getBoolean(1)).get(0);
    if (!standby && !options.allowPrimary()) {
      throw refused(
          " is a primary; give the URL of a streaming replica, or allow a primary explicitly"
              + " (--allow-primary)");
    }
    boolean superuser =
        session
            .query(
                "SELECT pg_catalog.current_setting('is_superuser') = 'on'",
                row -> row.getBoolean(1))
            .get(0);
    if (superuser && !options.allowSuperuser()) {
      throw refused(
          " lets this login do everything; give one that may only read (GRANT pg_read_all_data), or"
              + " allow a superuser explicitly (--allow-superuser)");
    }
    return session;
  }

  private ReplicaRefused refused(String why) {
    drop();
    return new ReplicaRefused(address.place() + why, null);
  }

  /** PgBouncer refuses startup parameters that it does not know; then they are left out. */
  private Connection connection() throws SQLException {
    Properties properties = properties();
    try {
      return DriverManager.getConnection(address.jdbcUrl(), properties);
    } catch (SQLException e) {
      if (!String.valueOf(e.getMessage()).contains("extra_float_digits")) {
        throw e;
      }
      properties.remove("assumeMinServerVersion");
      return DriverManager.getConnection(address.jdbcUrl(), properties);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "ectoscope");
    properties.setProperty("assumeMinServerVersion", "12");
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    properties.setProperty("prepareThreshold", "0");
    // A plan may print a constant of a gigabyte, folded from a short text.
    properties.setProperty("maxResultBuffer", "40pct");
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

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotVerified("The run was interrupted; start it again");
    }
  }
}
