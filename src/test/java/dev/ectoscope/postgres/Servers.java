package dev.ectoscope.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One primary with a standby per PostgreSQL version, for the tests that run on several; they log
 * every statement and end with the JVM. Maven puts the binaries of the oldest and the newest
 * version into {@code target/postgres-binaries}, those between with {@code -Ppostgres-matrix}.
 */
final class Servers {

  private static final Path COPIED = Path.of("target", "postgres-binaries");

  private static final Map<String, Cluster> STARTED = new TreeMap<>();

  private Servers() {}

  /** Names of the jars, one per version. */
  static List<Path> binaries() {
    try (Stream<Path> files = Files.isDirectory(COPIED) ? Files.list(COPIED) : Stream.empty()) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The servers of that jar, started at the first call. */
  static synchronized Cluster of(Path jar) {
    return STARTED.computeIfAbsent(
        jar.toString(),
        name -> Cluster.start(new Cluster.Kind(jar, Map.of("log_statement", "all"))));
  }

  /** Runs a script on the primary and waits until the standby has it. */
  static Cluster with(Path jar, String script) {
    Cluster cluster = of(jar);
    cluster.run(script);
    cluster.awaitReplay();
    return cluster;
  }
}
