package dev.ectoscope.postgres.statements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.Servers;
import dev.ectoscope.postgres.cluster.Cluster;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** The view of servers of several versions, live and as psql's {@code \copy} writes it. */
final class ServerStatementsVersionsTest {

  private static final String ECTO =
      "SELECT v0.\"id\" FROM \"seen\".\"visits\" AS v0 WHERE (v0.\"id\" = 5)";

  @TempDir Path folder;

  static Stream<Path> versions() {
    Assumptions.assumeFalse(
        Servers.binaries().isEmpty(), "no PostgreSQL in target/postgres-binaries");
    return Servers.binaries().stream();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void saysTheSameLiveAndFromAFileWithAndWithoutNames(Path version) throws Exception {
    Cluster cluster = prepared(version);
    try (Connection connection = DriverManager.getConnection(cluster.primaryUrl());
        Replica primary = primary(cluster)) {
      run(connection, ECTO, 4);
      ServerStatements.Counters live = visits(ServerStatementsReader.read(primary)).get(0);
      assertThat(live.calls()).isEqualTo(4);
      assertThat(live.rows()).isEqualTo(4);
      assertThat(live.totalMs()).isPositive();
      for (String names : List.of(" HEADER", "")) {
        Path file = folder.resolve("pgss" + names.strip() + ".csv");
        copy(connection, file, "CSV" + names);
        ServerStatements read = ServerStatementsFile.read(file);
        assertThat(read.notes()).isEmpty();
        assertThat(visits(read)).as("CSV" + names).containsExactly(live);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void tellsWhatRanBetweenAndWhatAResetLost(Path version) throws Exception {
    Cluster cluster = prepared(version);
    try (Connection connection = DriverManager.getConnection(cluster.primaryUrl());
        Replica primary = primary(cluster)) {
      run(connection, ECTO, 3);
      ServerStatements first = ServerStatementsReader.read(primary);
      run(connection, ECTO, 5);
      ServerStatements second = ServerStatementsReader.read(primary);
      assertThat(visits(ServerStatementsDelta.between(first, second)).get(0).calls()).isEqualTo(5);
      run(connection, "SELECT pg_stat_statements_reset()", 1);
      run(connection, ECTO, 1);
      ServerStatements delta =
          ServerStatementsDelta.between(second, ServerStatementsReader.read(primary));
      assertThat(visits(delta).get(0).calls()).isEqualTo(1);
      assertThat(delta.notes()).anyMatch(note -> note.contains("reset between the two snapshots"));
    }
  }

  private static Cluster prepared(Path version) {
    return Servers.with(
        version,
        """
        CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
        CREATE SCHEMA IF NOT EXISTS seen;
        CREATE TABLE IF NOT EXISTS seen.visits (id bigint PRIMARY KEY);
        INSERT INTO seen.visits SELECT generate_series(1, 10) ON CONFLICT DO NOTHING;
        SELECT pg_stat_statements_reset();
        """);
  }

  private static Replica primary(Cluster cluster) {
    return Replica.connect(
        cluster.primaryUrl(),
        Replica.Options.standard().withAllowPrimary(true).withAllowSuperuser(true));
  }

  private static void run(Connection connection, String sql, int times) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < times; i++) {
        statement.execute(sql);
      }
    }
  }

  private static void copy(Connection connection, Path file, String how) throws Exception {
    try (OutputStream out = Files.newOutputStream(file)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT * FROM pg_stat_statements) TO STDOUT " + how, out);
    }
  }

  private static List<ServerStatements.Counters> visits(ServerStatements statements) {
    return statements.rows().stream()
        .filter(row -> row.query().contains("\"visits\" AS v0"))
        .map(ServerStatements.Row::counters)
        .toList();
  }
}
