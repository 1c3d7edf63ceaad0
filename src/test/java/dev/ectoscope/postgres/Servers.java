package dev.ectoscope.postgres;

import dev.ectoscope.postgres.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One primary with a standby per PostgreSQL version, for the tests that run on several; they log
 * every statement and end with the JVM. Maven puts the binaries of the oldest and the newest
 * version into {@code target/postgres-binaries}, those between with {@code -Ppostgres-matrix}.
 */
public final class Servers {

  private static final Path COPIED = Path.of("target", "postgres-binaries");

  private static final Map<String, Cluster> STARTED = new TreeMap<>();

  private Servers() {}

  /** Names of the jars, one per version. */
  public static List<Path> binaries() {
    try (Stream<Path> files = Files.isDirectory(COPIED) ? Files.list(COPIED) : Stream.empty()) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servers of that jar, started at the first call. */
  public static synchronized Cluster of(Path jar) {
    return STARTED.computeIfAbsent(
        jar.toString(),
        name -> Cluster.start(new Cluster.Kind(jar, Map.of("log_statement", "all"))));
  }

  /** Makes a database of that name by a script; its URL on the standby, as the reading role. */
  public static String database(Path jar, String name, String script) {
    Cluster cluster = of(jar);
    cluster.run("CREATE DATABASE " + name);
    add(jar, name, script);
    return cluster.standbyUrl().replace("/ectoscope?", "/" + name + "?");
  }

  /** Runs one more script in such a database. */
  public static void add(Path jar, String name, String script) {
    Cluster cluster = of(jar);
    String url = cluster.primaryUrl().replace("/ectoscope?", "/" + name + "?");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    cluster.awaitReplay();
  }

  /** Runs a script on the primary and waits until the standby has it. */
  public static Cluster with(Path jar, String script) {
    Cluster cluster = of(jar);
    cluster.run(script);
    cluster.awaitReplay();
    return cluster;
  }
}
