package dev.ectoscope.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ectoscope.log.reading.LogReader;
import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.postgres.statements.ServerStatements;
import dev.ectoscope.postgres.statements.ServerStatementsReader;
import dev.ectoscope.postgres.statements.StatementOrigin;
import dev.ectoscope.sql.SqlReader;
import dev.ectoscope.workload.Workload;
import dev.ectoscope.workload.WorkloadBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The view of a real primary, beside a log of what an application sent there. */
class ServerStatementsOnAServerTest {

  private static final String LIST =
      "SELECT b0.\"id\" FROM \"wards\".\"beds\" AS b0 WHERE (b0.\"free\" = TRUE) AND (b0.\"id\" = $1)"
          + " LIMIT 5";
  private static final String UPDATE =
      "UPDATE \"wards\".\"beds\" AS b0 SET \"free\" = FALSE WHERE (b0.\"id\" = $1)";
  private static final String UPDATE_ONE =
      "UPDATE \"wards\".\"beds\" SET \"free\" = FALSE WHERE (\"id\" = $1)";

  private static Replica primary;
  private static Workload log;

  @BeforeAll
  static void run() throws Exception {
    Cluster cluster =
        SharedCluster.with(
            """
            CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
            CREATE SCHEMA wards;
            CREATE TABLE wards.beds (id bigint PRIMARY KEY, free boolean);
            INSERT INTO wards.beds SELECT i, true FROM generate_series(1, 100) i;
            GRANT USAGE ON SCHEMA wards TO ectoscope_reader;
            """);
    try (Connection connection = DriverManager.getConnection(cluster.primaryUrl())) {
      for (int i = 1; i <= 3; i++) {
        send(connection, LIST, i);
      }
      send(connection, UPDATE, 7);
      send(
          connection,
          "SELECT b0.\"free\" FROM \"wards\".\"beds\" AS b0 WHERE (b0.\"id\" > $1)",
          90);
    }
    primary =
        Replica.connect(
            cluster.primaryUrl(),
            Replica.Options.standard().withAllowPrimary(true).withAllowSuperuser(true));
    log = workload(LIST, UPDATE_ONE);
  }

  private static void send(Connection connection, String ecto, long value) throws Exception {
    try (PreparedStatement sent = connection.prepareStatement(ecto.replace("$1", "?"))) {
      sent.setLong(1, value);
      sent.execute();
    }
  }

  private static Workload workload(String... statements) throws Exception {
    StringBuilder text = new StringBuilder();
    for (String sql : statements) {
      text.append("10:00:00.000 [debug] QUERY OK source=\"beds\" db=1.0ms\n");
      text.append(sql).append(" [7]\n");
    }
    WorkloadBuilder builder = new WorkloadBuilder(new SqlReader());
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return builder.build(
        new LogReader(builder).read("log", new ByteArrayInputStream(bytes), read -> {}));
  }

  private static boolean isBetween(int first, int last) {
    int major = primary.versionNumber() / 10_000;
    return major >= first && major <= last;
  }

  @Test
  void matchesByTextAndByIdentifier() {
    Evidence evidence = new EvidenceGatherer(primary).gather(log, List.of(), (asked, of) -> {});
    ServerStatementMatch match =
        ServerStatementMatch.of(log, evidence.serverStatements(), evidence.queryIds());
    Map<String, ServerStatementMatch.Matched> by = match.byFingerprint();
    ServerStatementMatch.Matched list = by.get(dev.ectoscope.sql.Fingerprint.of(LIST));
    assertThat(list.by()).isEqualTo("text");
    assertThat(list.counters().calls()).isEqualTo(3);
    assertThat(list.counters().rows()).isEqualTo(3);
    assertThat(list.counters().sharedHit() + list.counters().sharedRead()).isPositive();
    assertThat(match.unseen())
        .anyMatch(
            row ->
                row.query().contains("b0.\"id\" > $1")
                    && StatementOrigin.of(row) == StatementOrigin.ECTO)
        .anyMatch(row -> StatementOrigin.of(row) == StatementOrigin.MIGRATION);
    // Until PostgreSQL 17 the server counts an update with and without an alias as one.
    assumeTrue(isBetween(14, 17));
    assertThat(by.get(dev.ectoscope.sql.Fingerprint.of(UPDATE_ONE)).by()).isEqualTo("identifier");
  }

  @Test
  void tellsItsOwnStatements() {
    primary.read(session -> session.query("SELECT 42", row -> row.getInt(1)));
    ServerStatements view = ServerStatementsReader.read(primary);
    assumeTrue(isBetween(14, 17));
    assertThat(view.rows())
        .filteredOn(row -> StatementOrigin.of(row) == StatementOrigin.ECTOSCOPE)
        .anyMatch(row -> row.query().contains("SELECT $1"));
    assertThat(view.since()).matches("\\d{4}-.*Z");
    assertThat(view.evictions()).isGreaterThanOrEqualTo(0);
    assertThat(view.missing()).isEmpty();
    assertThat(view.notes())
        .contains("track_io_timing is off: the time spent on disk is not counted");
  }

  @Test
  void saysWhatARoleMayNotSee() {
    SharedCluster.with("SELECT count(*) FROM wards.beds WHERE free");
    String url = SharedCluster.get().primaryUrl().replace("user=postgres", "user=ectoscope_reader");
    try (Replica reader =
        Replica.connect(
            url, Replica.Options.standard().withAllowPrimary(true).withAllowSuperuser(true))) {
      ServerStatements view = ServerStatementsReader.read(reader);
      assertThat(view.rows()).anyMatch(ServerStatements.Row::isHidden);
    }
  }

  @Test
  void aStandbyCountsItsOwn() {
    try (Replica standby = SharedCluster.replica()) {
      ServerStatements view = ServerStatementsReader.read(standby);
      assertThat(view.standby()).isTrue();
      assertThat(view.rows()).noneMatch(row -> row.query().contains("b0.\"id\" > $1"));
    }
  }
}
