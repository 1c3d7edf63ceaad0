package dev.ectoscope.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL primary with a real streaming hot standby, or a primary alone, unpacked from
 * the embedded binaries into a temporary folder. Closing it, or the end of the JVM, stops the
 * servers and deletes the folder. Works as root and as a plain user. Database {@code ectoscope},
 * superuser {@code postgres}, reading role {@code ectoscope_reader}, no passwords, 127.0.0.1 only.
 */
public final class Cluster implements AutoCloseable {

  /** Login role that may only read. */
  public static final String READER = "ectoscope_reader";

  private static final String DATABASE = "ectoscope";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final int MAX_CONNECTIONS = 100;

  private final Path folder;
  private final Thread hook;
  private EmbeddedPostgres primary;
  private Process standby;
  private int standbyPort;
  private boolean closed;

  private Cluster(Path folder) {
    this.folder = folder;
    this.hook = new Thread(this::stop, "ectoscope-cluster-stop");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a primary and a standby that streams from it; takes 2 to 5 seconds.
   *
   * @throws ClusterFailed when a server does not start; nothing is left behind
   */
  public static Cluster start() {
    return started(true);
  }

  /**
   * Starts a primary alone, a scratch server.
   *
   * @throws ClusterFailed when it does not start; nothing is left behind
   */
  public static Cluster startPrimaryOnly() {
    return started(false);
  }

  private static Cluster started(boolean withStandby) {
    Cluster cluster;
    try {
      cluster = new Cluster(Files.createTempDirectory("ectoscope-pg-"));
    } catch (IOException e) {
      throw failed("No temporary folder could be made; set java.io.tmpdir to a writable folder", e);
    }
    try {
      cluster.startPrimary();
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
    return url(primary.getPort(), "postgres");
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
      text(from, "SELECT pg_logical_emit_message(true, 'ectoscope', '')");
      String target = text(from, "SELECT pg_current_wal_flush_lsn()");
      long end = System.nanoTime() + START_LIMIT.toNanos();
      while (!"t".equals(text(to, replayed(target)))) {
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
  String standbyLog() throws IOException {
    return Files.readString(folder.resolve("standby.log"), StandardCharsets.UTF_8);
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
    stopStandby();
    stopPrimary();
    deleteFolder(folder);
  }

  private void stopPrimary() {
    if (primary == null) {
      return;
    }
    Process process = primary.getProcess();
    try {
      primary.close();
    } catch (IOException | RuntimeException e) {
      // A server that does not stop by itself is ended below.
    }
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
    }
  }

  private void stopStandby() {
    if (standby == null || !standby.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(standby.pid())).start().waitFor();
      if (!standby.waitFor(10, TimeUnit.SECONDS)) {
        standby.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      standby.destroyForcibly();
    } catch (InterruptedException e) {
      standby.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void startPrimary() throws IOException, SQLException {
    primary =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("primary"))
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_LIMIT)
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .setServerConfig("wal_level", "replica")
            .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
            .setServerConfig("max_wal_senders", "4")
            .setServerConfig("wal_keep_size", "256MB")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "off")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .start();
    try (Connection connection = DriverManager.getConnection(maintenanceUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + READER + " LOGIN NOINHERIT");
      statement.execute("ALTER ROLE " + READER + " INHERIT");
      statement.execute("GRANT pg_read_all_data TO " + READER);
      statement.execute("CREATE DATABASE " + DATABASE);
    }
  }

  private void startStandby() throws IOException, SQLException {
    Path target = folder.resolve("standby");
    String binaries = copyPrimary(target);
    Files.writeString(
        target.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=127.0.0.1 port=" + primary.getPort() + " user=postgres'\n");
    Files.createFile(target.resolve("standby.signal"));
    standbyPort = freePort();
    standby = launch(binaries, target);
    awaitStandby();
  }

  private String copyPrimary(Path target) throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection(maintenanceUrl());
        Statement statement = connection.createStatement()) {
      String binaries = text(connection, "SELECT setting FROM pg_config() WHERE name = 'BINDIR'");
      statement.execute("SELECT pg_backup_start('ectoscope', true)");
      copyData(folder.resolve("primary"), target);
      try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(true)")) {
        label.next();
        Files.writeString(target.resolve("backup_label"), label.getString(1));
      }
      return binaries;
    }
  }

  private Process launch(String binaries, Path data) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(binaries + "/postgres", "-D", data.toString()));
    for (String setting : standbySettings()) {
      command.addAll(List.of("-c", setting));
    }
    Path log = folder.resolve("standby.log");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private List<String> standbySettings() {
    return List.of(
        "port=" + standbyPort,
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "max_connections=" + MAX_CONNECTIONS,
        "max_wal_senders=4",
        "shared_buffers=64MB",
        "fsync=off",
        "shared_preload_libraries=pg_stat_statements",
        "hot_standby=on",
        "max_standby_streaming_delay=2s");
  }

  private void awaitStandby() throws SQLException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection connection = DriverManager.getConnection(adminStandbyUrl())) {
        text(connection, "SELECT pg_is_in_recovery()");
        return;
      } catch (SQLException e) {
        if (!standby.isAlive() || System.nanoTime() > end) {
          throw new SQLException("standby did not answer: " + lastLog(), e);
        }
        pause(20);
      }
    }
  }

  private String lastLog() {
    try {
      String log = standbyLog();
      return log.substring(Math.max(0, log.length() - 500));
    } catch (IOException e) {
      return "no log";
    }
  }

  private static void copyData(Path from, Path to) throws IOException {
    Files.createDirectory(
        to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        copyOne(path, from.relativize(path), to);
      }
    }
  }

  private static void copyOne(Path path, Path relative, Path to) throws IOException {
    String name = relative.toString();
    if (name.isEmpty() || isLeftOut(name)) {
      return;
    }
    try {
      if (Files.isDirectory(path)) {
        Files.createDirectories(to.resolve(relative));
      } else {
        Files.copy(path, to.resolve(relative));
      }
    } catch (NoSuchFileException e) {
      // Removed by the running server meanwhile; the WAL knows.
    }
  }

  private static boolean isLeftOut(String name) {
    return name.startsWith("postmaster.")
        || name.startsWith("pg_wal/") && !name.equals("pg_wal/archive_status")
        || name.startsWith("pg_replslot/")
        || name.equals("epg-lock");
  }

  private String maintenanceUrl() {
    return "jdbc:postgresql://127.0.0.1:" + primary.getPort() + "/postgres?user=postgres";
  }

  private static String url(int port, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE + "?user=" + user;
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

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("Waiting for a server was interrupted; start again", e);
    }
  }

  private static ClusterFailed failed(String message, Throwable cause) {
    return new ClusterFailed(message, cause);
  }

  private static void deleteFolder(Path folder) {
    for (int attempt = 0; attempt < 5 && Files.exists(folder); attempt++) {
      try {
        deleteOnce(folder);
      } catch (IOException | UncheckedIOException e) {
        // A server process may still be writing its last file: once more.
        sleepQuietly();
      }
    }
  }

  private static void sleepQuietly() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deleteOnce(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
