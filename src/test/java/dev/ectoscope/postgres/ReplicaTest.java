package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.postgres.explain.Explain;
import dev.ectoscope.postgres.explain.WhatIf;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ReplicaTest {

  private static final Replica.Options STANDARD = Replica.Options.standard();

  @Test
  void readsInAMarkedReadOnlyTransactionWithLimits() {
    try (Replica replica = SharedCluster.replica()) {
      List<String> rows =
          replica.read(
              session ->
                  session.query(
                      "SELECT current_setting('transaction_read_only') || ' '"
                          + " || current_setting('statement_timeout') || ' '"
                          + " || current_setting('lock_timeout') || ' ' || application_name || ' '"
                          + " || left(query, 16) FROM pg_stat_activity"
                          + " WHERE pid = pg_backend_pid()",
                      row -> row.getString(1)));
      assertThat(rows).containsExactly("on 5s 500ms ectoscope /* ectoscope */ ");
      assertThat(replica.versionNumber()).isGreaterThanOrEqualTo(130000);
      assertThat(replica.description()).contains("127.0.0.1", "/ectoscope", "standby");
      assertThat(replica.load().statements()).isGreaterThan(5);
      assertThat(replica.load().millis()).isPositive();
    }
  }

  @Test
  void marksEveryStatementThatTheServerSees() throws IOException {
    Cluster cluster =
        SharedCluster.with(
            "CREATE ROLE logged LOGIN; ALTER ROLE logged SET log_statement = 'all';"
                + " CREATE SCHEMA marked; CREATE TABLE marked.things (id int);"
                + " GRANT USAGE ON SCHEMA marked TO logged; GRANT SELECT ON marked.things TO logged;");
    String url = cluster.standbyUrl().replace("user=ectoscope_reader", "user=logged");
    String sql = "SELECT 1 FROM marked.things WHERE id = $1";
    try (Replica replica = Replica.connect(url, STANDARD);
        WhatIf whatIf = WhatIf.on(replica)) {
      Explain.plan(replica, sql, List.of());
      Explain.measure(replica, sql, List.of("1"));
      whatIf.cost(sql, List.of(), "CREATE INDEX ON marked.things (id)");
    }
    List<String> statements =
        Pattern.compile("LOG: {2}(?:statement|execute [^:]*): (.*)")
            .matcher(cluster.standbyLog())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(statements).hasSizeGreaterThan(20).anyMatch(s -> s.contains("COPY"));
    assertThat(statements).allMatch(s -> s.startsWith("/* ectoscope */ "));
  }

  @Test
  void refusesToReadInsideARead() {
    try (Replica replica = SharedCluster.replica()) {
      assertThatThrownBy(() -> replica.read(outer -> replica.read(inner -> 1)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(replica.<Integer>read(session -> 1)).isEqualTo(1);
    }
  }

  @Test
  void takesLibpqUrls() {
    String url = SharedCluster.get().standbyUrl();
    String hostAndDb = url.substring(url.indexOf("//") + 2, url.indexOf('?'));
    try (Replica replica =
        Replica.connect("postgres://ectoscope_reader:s%40cret@" + hostAndDb, STANDARD)) {
      assertThat(replica.isStandby()).isTrue();
      assertThat(replica.description()).doesNotContain("s@cret").doesNotContain("s%40cret");
    }
  }

  @Test
  void refusesAPrimaryUnlessAllowed() {
    String url = SharedCluster.get().primaryUrl();
    assertThatThrownBy(() -> Replica.connect(url, STANDARD))
        .isInstanceOf(ReplicaRefused.class)
        .hasMessageContaining("is a primary");
    try (Replica primary =
        Replica.connect(url, STANDARD.withAllowPrimary(true).withAllowSuperuser(true))) {
      assertThat(primary.isStandby()).isFalse();
      assertThatThrownBy(
              () ->
                  primary.read(
                      session -> {
                        session.execute("CREATE TABLE public.never (id int)");
                        return 0;
                      }))
          .isInstanceOf(NotVerified.class)
          .hasMessageContaining("25006");
    }
  }

  @Test
  void neverShowsThePassword() {
    for (String url :
        List.of(
            "postgresql://me:hunter2@127.0.0.1:1/db",
            "jdbc:postgresql://127.0.0.1:1/db?user=me&password=hunter2",
            "postgresql://me:hunter2@127.0.0.1:1 /db",
            "mysql://me:hunter2@127.0.0.1/db",
            "postgresql://me:hunter2@")) {
      assertThatThrownBy(() -> Replica.connect(url, STANDARD))
          .isInstanceOf(ReplicaUnreachable.class)
          .hasMessageNotContaining("hunter2")
          .hasNoCause();
    }
  }

  @Test
  void stopsLongStatements() {
    try (Replica replica =
        Replica.connect(
            SharedCluster.get().standbyUrl(),
            STANDARD.withStatementTimeout(Duration.ofMillis(200)))) {
      assertThatThrownBy(() -> replica.read(s -> s.query("SELECT pg_sleep(5)", row -> 1)))
          .isInstanceOf(NotVerified.class)
          .hasMessageContaining("longer than 200 ms");
      assertThat(replica.<List<Integer>>read(s -> s.query("SELECT 1", row -> row.getInt(1))))
          .containsExactly(1);
    }
  }

  @Test
  void reconnectsAfterALostConnection() {
    AtomicInteger tries = new AtomicInteger();
    try (Replica replica = SharedCluster.replica()) {
      List<Integer> pids =
          replica.read(
              session -> {
                List<Integer> pid = session.query("SELECT pg_backend_pid()", row -> row.getInt(1));
                if (tries.incrementAndGet() == 1) {
                  terminate(pid.get(0));
                }
                return session.query("SELECT pg_backend_pid()", row -> row.getInt(1));
              });
      assertThat(pids).hasSize(1);
      assertThat(tries).hasValue(2);
    }
  }

  @Test
  void triesAgainAfterARealRecoveryConflict() {
    SharedCluster.with("CREATE SCHEMA conflict; CREATE TABLE conflict.rows (id int)");
    AtomicInteger tries = new AtomicInteger();
    try (Replica replica = SharedCluster.replica()) {
      int columns =
          replica.read(
              session -> {
                session.query("SELECT * FROM conflict.rows", row -> 1);
                if (tries.incrementAndGet() == 1) {
                  SharedCluster.get().run("ALTER TABLE conflict.rows ADD COLUMN name text");
                  session.query("SELECT pg_sleep(4.5)", row -> 1);
                }
                return session
                    .query(
                        "SELECT count(*) FROM pg_attribute WHERE attnum > 0"
                            + " AND attrelid = 'conflict.rows'::regclass",
                        row -> row.getInt(1))
                    .get(0);
              });
      assertThat(columns).isEqualTo(2);
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  void triesAConflictThreeTimes() {
    AtomicInteger tries = new AtomicInteger();
    try (Replica replica = SharedCluster.replica()) {
      assertThatThrownBy(
              () ->
                  replica.read(
                      session -> {
                        tries.incrementAndGet();
                        throw new SQLException("conflict with recovery", "40001");
                      }))
          .isInstanceOf(NotVerified.class)
          .hasMessageContaining("conflict with recovery");
    }
    assertThat(tries).hasValue(3);
  }

  @Test
  void keepsValuesOutOfItsReasons() {
    try (Replica replica = SharedCluster.replica()) {
      assertThatThrownBy(
              () -> replica.read(s -> s.query("SELECT ?::int", List.of("secret"), row -> 1)))
          .isInstanceOf(NotVerified.class)
          .hasMessageNotContaining("secret");
    }
  }

  private static void terminate(int pid) throws SQLException {
    try (Connection admin = DriverManager.getConnection(SharedCluster.get().adminStandbyUrl());
        Statement statement = admin.createStatement()) {
      statement.execute("SELECT pg_terminate_backend(" + pid + ")");
      Cluster.pause(200);
    }
  }
}
