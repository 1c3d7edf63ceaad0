package dev.ectoscope.postgres.cluster;

import static java.util.Objects.requireNonNull;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The primary of a {@link Cluster}, set up so that a standby may follow it. */
final class PrimaryServer {

  private final Path data;
  private final Cluster.Kind kind;
  private @Nullable EmbeddedPostgres server;

  PrimaryServer(Path data, Cluster.Kind kind) {
    this.data = data;
    this.kind = kind;
  }

  /** Starts it and makes the database and the reading role. */
  void start() throws IOException, SQLException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Cluster.START_LIMIT)
            .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
            .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
            .setServerConfig("wal_level", "replica")
            .setServerConfig("max_connections", Integer.toString(Cluster.MAX_CONNECTIONS))
            .setServerConfig("max_wal_senders", "4")
            .setServerConfig("wal_keep_size", "256MB")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("fsync", "off")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .setServerConfig("shared_buffers", "64MB")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("listen_addresses", "127.0.0.1");
    kind.settings().forEach(builder::setServerConfig);
    Path binaries = kind.binaries();
    if (binaries != null) {
      builder.setPgBinaryResolver((system, machine) -> archive(binaries));
    }
    server = builder.start();
    try (Connection connection = DriverManager.getConnection(maintenanceUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + Cluster.READER + " LOGIN NOINHERIT");
      statement.execute("ALTER ROLE " + Cluster.READER + " INHERIT");
      statement.execute("CREATE DATABASE " + Cluster.DATABASE);
      if (Integer.parseInt(text(connection, Cluster.VERSION)) >= 140_000) {
        statement.execute("GRANT pg_read_all_data TO " + Cluster.READER);
      } else {
        grantTables();
      }
    }
  }

  /** PostgreSQL 13 has no role that may read all: whatever is made from now on may be read. */
  private void grantTables() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(url(port(), Cluster.DATABASE, "postgres"));
        Statement statement = connection.createStatement()) {
      for (String things : List.of("TABLES", "SEQUENCES")) {
        statement.execute(
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON " + things + " TO " + Cluster.READER);
      }
      statement.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO " + Cluster.READER);
    }
  }

  /** The binaries of all versions have the same name inside their jars. */
  private static InputStream archive(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry archive =
          zip.stream()
              .filter(entry -> entry.getName().endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no server in " + jar.getFileName()));
      return new ByteArrayInputStream(zip.getInputStream(archive).readAllBytes());
    }
  }

  /** Ends it, by force where it must be; a second call does nothing. */
  void stop() {
    if (server == null) {
      return;
    }
    Process process = server.getProcess();
    try {
      server.close();
    } catch (IOException | RuntimeException e) {
      // A server that does not stop by itself is ended below.
    }
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
    }
  }

  int port() {
    return requireNonNull(server, "the primary is started first").getPort();
  }

  /** JDBC URL of the database that is there before ours, as superuser. */
  String maintenanceUrl() {
    return url(port(), "postgres", "postgres");
  }

  static String url(int port, String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + user;
  }

  /** The first column of the first row. */
  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
