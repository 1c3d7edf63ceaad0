package dev.ectoscope.postgres.cluster;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.postgres.ClusterFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL primary with a real streaming hot standby, or a primary alone, unpacked from
 * the embedded binaries into a temporary folder. Closing it, or the end of the JVM, stops the
 * servers and deletes the folder. Works as root and as a plain user. Database {@code ectoscope},
 * superuser {@code postgres}, reading role {@code ectoscope_reader}, no passwords, 127.0.0.1 only.
 */
public final class Cluster implements AutoCloseable {

  /** Login role that may only read. */
  public static final String READER = "ectoscope_reader";

  static final String DATABASE = "ectoscope";
  static final Duration START_LIMIT = Duration.ofSeconds(60);
  static final int MAX_CONNECTIONS = 100;
  static final String VERSION = "SELECT current_setting('server_version_num')";

  private final Path folder;
  private final Kind kind;
  private final Thread hook;
  private final PrimaryServer primary;
  private @Nullable StandbyServer standby;
  private int standbyPort;
  private boolean closed;

  /**
   * What kind of servers to start.
   *
   * @param binaries a jar of embedded binaries (io.zonky.test.postgres), or null for those on the
   *     class path
   * @param settings more settings of both servers
   */
  public record Kind(@Nullable Path binaries, Map<String, String> settings) {

    public static final Kind STANDARD = new Kind(null, Map.of());
  }

  private Cluster(Path folder, Kind kind) {
    this.folder = folder;
    this.kind = kind;
    this.primary = new PrimaryServer(folder.resolve("primary"), kind);
    this.hook = new Thread(this::stop, "ectoscope-cluster-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a primary and a standby that streams from it; takes 2 to 5 seconds.
   *
   * @throws ClusterFailed when a server does not start; nothing is left behind
   */
  public static Cluster start() {
    return started(true, Kind.STANDARD);
  }

  /**
   * Starts a primary alone, a scratch server.
   *
   * @throws ClusterFailed when it does not start; nothing is left behind
   */
  public static Cluster startPrimaryOnly() {
    return started(false, Kind.STANDARD);
  }

  /**
   * Starts a primary and a standby of another kind, for tests.
   *
   * @throws ClusterFailed when a server does not start; nothing is left behind
   */
  public static Cluster start(Kind kind) {
    return started(true, kind);
  }

  private static Cluster started(boolean withStandby, Kind kind) {
    Cluster cluster;
    try {
      cluster = new Cluster(Files.createTempDirectory("ectoscope-pg-"), kind);
    } catch (IOException e) {
      throw failed("No temporary folder could be made; set java.io.tmpdir to a writable folder", e);
    }
    try {
      cluster.primary.start();
      if (withStandby) {
        cluster.startStandby();
      }
      return cluster;
    } catch (IOException | SQLException | RuntimeException e) {
      cluster.close();
      throw failed("The embedded PostgreSQL did not start; check free disk space and /tmp", e);
    }
  }

  /** JDBC URL of the primary as superuser. */
  public String primaryUrl() {
    return url(primary.port(), "postgres");
  }

  /**
   * JDBC URL of the standby as {@link #READER}.
   *
   * @throws IllegalStateException when the cluster has no standby
   */
  public String standbyUrl() {
    return url(standbyPort(), READER);
  }

  /**
   * JDBC URL of the standby as superuser.
   *
   * @throws IllegalStateException when the cluster has no standby
   */
  public String adminStandbyUrl() {
    return url(standbyPort(), "postgres");
  }

  /**
   * Runs a whole script of plain SQL on the primary, statements split by {@code ;}.
   *
   * @throws ClusterFailed when a statement fails; the message is the server's
   */
  public void run(String sqlScript) {
    try (Connection connection = DriverManager.getConnection(primaryUrl());
        Statement statement = connection.createStatement()) {
      statement.execute(sqlScript);
    } catch (SQLException e) {
      throw failed("The script failed, correct it: " + e.getMessage(), e);
    }
  }

  /**
   * Waits until the standby has replayed all that the primary has written so far, at most 60 s.
   *
   * @throws ClusterFailed when it does not catch up
   */
  public void awaitReplay() {
    try (Connection from = DriverManager.getConnection(primaryUrl());
        Connection to = DriverManager.getConnection(adminStandbyUrl())) {
      // A commit that forces a flush: whatever was inserted before it is on disk after it.
      PrimaryServer.text(from, "SELECT pg_logical_emit_message(true, 'ectoscope', '')");
      String target = PrimaryServer.text(from, "SELECT pg_current_wal_flush_lsn()");
      long end = System.nanoTime() + START_LIMIT.toNanos();
      while (!"t".equals(PrimaryServer.text(to, replayed(target)))) {
        if (System.nanoTime() > end) {
          throw failed("The standby did not catch up within 60 s; look at its log", null);
        }
        pause(5);
      }
    } catch (SQLException e) {
      throw failed("The standby could not be asked; start a new cluster", e);
    }
  }

  /** Text of the standby's log so far, for tests. */
  public String standbyLog() throws IOException {
    return standby().log();
  }

  /** Stops the standby, for tests. */
  public void stopStandby() {
    standby().stop();
  }

  /** Starts the standby after {@link #stopStandby()}, for tests. */
  public void startStandbyAgain() throws IOException, SQLException {
    standby().start();
  }

  /** Where the primary keeps its data, for tests. */
  Path primaryData() {
    return folder.resolve("primary");
  }

  /** Where the standby keeps its data, for tests. */
  public Path standbyData() {
    return folder.resolve("standby");
  }

  private static String replayed(String target) {
    return "SELECT pg_last_wal_replay_lsn() >= '" + target + "'::pg_lsn";
  }

  /** Stops the servers and deletes the folder; a second call does nothing. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs or has run.
    }
  }

  private synchronized void stop() {
    if (closed) {
      return;
    }
    closed = true;
    if (standby != null) {
      standby.stop();
    }
    primary.stop();
    DataDirectory.delete(folder);
  }

  private void startStandby() throws IOException, SQLException {
    Path target = folder.resolve("standby");
    String binaries = copyPrimary(target);
    Files.writeString(
        target.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=" + primary.port() + " user=postgres'\n");
    Files.createFile(target.resolve("standby.signal"));
    standbyPort = freePort();
    standby =
        new StandbyServer(
            binaries,
            target,
            folder.resolve("standby.log"),
            standbySettings(),
            url(standbyPort, "postgres"));
    standby.start();
  }

  private String copyPrimary(Path target) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection(primary.maintenanceUrl());
        Statement statement = connection.createStatement()) {
      String binaries =
          PrimaryServer.text(connection, "SELECT setting FROM pg_config() WHERE name = 'BINDIR'");
      boolean old = Integer.parseInt(PrimaryServer.text(connection, VERSION)) < 150_000;
      statement.execute(
          old
              ? "SELECT pg_start_backup('ectoscope', true, false)"
              : "SELECT pg_backup_start('ectoscope', true)");
      DataDirectory.copy(folder.resolve("primary"), target);
      String stop =
          "SELECT labelfile FROM " + (old ? "pg_stop_backup(false, true)" : "pg_backup_stop(true)");
      try (ResultSet label = statement.executeQuery(stop)) {
        label.next();
        Files.writeString(target.resolve("backup_label"), label.getString(1));
      }
      return binaries;
    }
  }

  private List<String> standbySettings() {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "port=" + standbyPort,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=" + MAX_CONNECTIONS,
                "max_wal_senders=4",
                "shared_buffers=64MB",
                "fsync=off",
                "shared_preload_libraries=pg_stat_statements",
                "hot_standby=on",
                "max_standby_streaming_delay=2s"));
    kind.settings().forEach((name, value) -> settings.add(name + "=" + value));
    return settings;
  }

  private StandbyServer standby() {
    return requireNonNull(standby, "the cluster has no standby");
  }

  private static String url(int port, String user) {
    return PrimaryServer.url(port, DATABASE, user);
  }

  private int standbyPort() {
    if (standby == null) {
      throw new IllegalStateException("the cluster has no standby");
    }
    return standbyPort;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("Waiting for a server was interrupted; start again", e);
    }
  }

  private static ClusterFailed failed(String message, @Nullable Throwable cause) {
    return new ClusterFailed(message, cause);
  }
}
