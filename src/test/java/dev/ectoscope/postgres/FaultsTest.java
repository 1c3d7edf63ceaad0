package dev.ectoscope.postgres;

import static dev.ectoscope.evidence.Logged.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.evidence.Answer;
import dev.ectoscope.evidence.Evidence;
import dev.ectoscope.evidence.EvidenceGatherer;
import dev.ectoscope.evidence.EvidenceRequest;
import dev.ectoscope.evidence.Limits;
import dev.ectoscope.evidence.Logged;
import dev.ectoscope.postgres.cluster.Cluster;
import dev.ectoscope.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Each fault is a real one, and only what it touches stays without a proof. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class FaultsTest {

  private static final String GOOD = "SELECT g0.\"id\" FROM \"app\".\"good\" AS g0";
  private static final Replica.Options PATIENT =
      Replica.Options.standard().withStatementTimeout(Duration.ofSeconds(3));

  private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(SharedCluster.kind());
    cluster.run(
        """
        CREATE SCHEMA app;
        CREATE TABLE app.good AS SELECT i AS id FROM generate_series(1, 100000) AS i;
        CREATE TABLE app.few AS SELECT i AS id FROM generate_series(1, 100) AS i;
        CREATE TABLE app.locked AS SELECT 1 AS id;
        CREATE TABLE app.dropped AS SELECT 1 AS id;
        CREATE TABLE app.hidden AS SELECT 1 AS id;
        CREATE TABLE app.wide AS SELECT i AS id, md5(i::text) AS t FROM generate_series(1, 50000) AS i;
        CREATE ROLE faulty LOGIN;
        ALTER ROLE faulty SET temp_file_limit = '64kB';
        ALTER ROLE faulty SET work_mem = '64kB';
        GRANT USAGE ON SCHEMA app TO faulty;
        GRANT SELECT ON app.good, app.few, app.locked, app.dropped, app.wide TO faulty;
        ALTER ROLE ectoscope_reader SET work_mem = '64kB';
        GRANT SELECT ON app.wide, app.good TO ectoscope_reader;
        GRANT USAGE ON SCHEMA app TO ectoscope_reader;
        ANALYZE;
        DROP TABLE app.dropped;
        """);
    cluster.awaitReplay();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void whatOneFaultTouchesStaysUnprovedAndAllElseGoesOn() throws SQLException {
    Workload log =
        logged()
            .query(GOOD, "[]", 1.0)
            .query("SELECT l0.\"id\" FROM \"app\".\"locked\" AS l0", "[]", 1.0)
            .query("SELECT d0.\"id\" FROM \"app\".\"dropped\" AS d0", "[]", 1.0)
            .query("SELECT h0.\"id\" FROM \"app\".\"hidden\" AS h0", "[]", 1.0)
            .query("SELECT w0.\"t\" FROM \"app\".\"wide\" AS w0 ORDER BY w0.\"t\"", "[]", 1.0)
            .query(
                "SELECT g0.\"id\" FROM \"app\".\"good\" AS g0 WHERE f_unaccent(g0.\"x\")", "[]", 1)
            .query(
                "SELECT count(*) FROM app.few a, app.few b, app.few c, app.few d, app.few e",
                "[]",
                1.0)
            .workload();
    Map<String, Answer> answers;
    try (Connection migration = DriverManager.getConnection(cluster.primaryUrl());
        Statement statement = migration.createStatement()) {
      migration.setAutoCommit(false);
      statement.execute("LOCK TABLE app.locked IN ACCESS EXCLUSIVE MODE");
      cluster.run("CREATE TABLE app.flush ()");
      cluster.awaitReplay();
      answers = answers(log);
      migration.rollback();
    }
    assertThat(measured(answers, "\"good\" AS g0")).isTrue();
    assertThat(reason(answers, "locked")).contains("locked for longer than 500 ms");
    assertThat(reason(answers, "dropped")).contains("is not there (any more)");
    assertThat(reason(answers, "hidden")).contains("may not plan").contains("permission denied");
    assertThat(reason(answers, "f_unaccent")).isNotBlank();
    assertThat(note(answers, "wide")).contains("temporary files").contains("temp_file_limit");
    assertThat(note(answers, "count(*)")).contains("longer than 3000 ms");
  }

  /** Its folder for temporary files stands on a file system of a quarter of a megabyte. */
  @Test
  @Order(2)
  void aFullDiskOnTheServerEndsOneStatementOnly(@TempDir Path folder) throws Exception {
    Path temporary = Files.createDirectories(cluster.standbyData().resolve("base/pgsql_tmp"));
    assumeMounted(temporary, "256k");
    try {
      endsOneStatementOnly(folder);
    } finally {
      run("umount", temporary.toString());
    }
  }

  /** All of the standby's data on a file system on which no byte is free. */
  @Test
  @Order(3)
  void aFullDataDirectoryEndsOneStatementOnly(@TempDir Path folder) throws Exception {
    Path data = cluster.standbyData();
    Path aside = data.resolveSibling("aside");
    cluster.stopStandby();
    Files.move(data, aside);
    Files.createDirectory(data);
    boolean mounted = false;
    try {
      mounted = mount(data, "400m");
      if (mounted) {
        run("cp", "-a", aside + "/.", data.toString());
        run("chmod", "700", data.toString());
        cluster.startStandbyAgain();
        run("dd", "if=/dev/zero", "of=" + data.resolve("filler"), "bs=64k");
        assertThat(Files.getFileStore(data).getUsableSpace()).isZero();
        endsOneStatementOnly(folder);
      }
    } finally {
      cluster.stopStandby();
      run("umount", data.toString());
      Files.deleteIfExists(data);
      Files.move(aside, data);
      cluster.startStandbyAgain();
    }
    Assumptions.assumeTrue(mounted, "mounting a small file system is not permitted here");
  }

  private static void assumeMounted(Path folder, String size) throws Exception {
    Assumptions.assumeTrue(
        mount(folder, size), "mounting a small file system is not permitted here");
  }

  private static boolean mount(Path folder, String size) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "mode=0777,size=" + size, "tmpfs", folder.toString());
  }

  private static void endsOneStatementOnly(Path folder) throws Exception {
    StringBuilder log = new StringBuilder();
    for (int second = 10; second < 20; second++) {
      for (String sql :
          List.of(
              "SELECT w0.\"t\" FROM \"app\".\"wide\" AS w0 ORDER BY w0.\"t\" LIMIT 30000", GOOD)) {
        String time = sql.equals(GOOD) ? "60.0" : "900.0"; // much more would be mended since
        log.append("10:" + second + ":00.100 [debug] QUERY OK source=\"x\" db=" + time + "ms\n");
        log.append(sql).append(" []\n");
      }
    }
    Path file = Files.writeString(folder.resolve("some.log"), log);
    CommandLineRun run =
        CommandLineRun.of(
            "analyze", file.toString(), "--replica", cluster.standbyUrl(), "--format", "json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).doesNotContain("Exception");
    JsonNode findings = new ObjectMapper().readTree(run.out()).path("findings");
    assertThat(evidence(findings, "wide"))
        .contains("The server's disk is full")
        .contains("planned");
    assertThat(evidence(findings, "good")).contains("measured").doesNotContain("disk");
  }

  private static String evidence(JsonNode findings, String table) {
    StringBuilder text = new StringBuilder();
    for (JsonNode finding : findings) {
      if (finding.path("tables").toString().contains(table)) {
        text.append(finding.path("confidence").asText()).append(finding.path("evidence"));
      }
    }
    return text.toString();
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @Order(4)
  void tellsACancelledStatementFromASlowOne() {
    try (Replica replica = replica()) {
      assertThatThrownBy(
              () ->
                  replica.read(
                      session -> {
                        int pid = session.query("SELECT pg_backend_pid()", r -> r.getInt(1)).get(0);
                        CompletableFuture.runAsync(
                            () -> admin("SELECT pg_cancel_backend(%d)", pid));
                        return session.query("SELECT pg_sleep(2.5)", r -> 1);
                      }))
          .isInstanceOf(NotVerified.class)
          .hasMessageContaining("Somebody cancelled");
    }
  }

  @Test
  @Order(5)
  void waitsForAServerThatRestarts() throws Exception {
    try (Replica replica = replica()) {
      assertThat(one(replica)).isEqualTo(1);
      cluster.stopStandby();
      CompletableFuture<Void> start =
          CompletableFuture.runAsync(
              () -> {
                try {
                  Cluster.pause(600);
                  cluster.startStandbyAgain();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(one(replica)).isEqualTo(1);
      start.join();
    }
  }

  @Test
  @Order(6)
  void saysWhenTheServerStaysAway() throws Exception {
    Workload log = logged().query(GOOD, "[]", 1.0).query("SELECT 1 AS one", "[]", 1.0).workload();
    AtomicInteger asked = new AtomicInteger();
    try (Replica replica = replica();
        EvidenceGatherer gatherer = new EvidenceGatherer(replica, List.of(), Limits.standard())) {
      Evidence evidence =
          gatherer.gather(
              log,
              Logged.plansOf(log),
              (done, total) -> {
                if (asked.incrementAndGet() == 2) {
                  cluster.stopStandby();
                }
              });
      List<Answer> answers = List.copyOf(evidence.answers().values());
      assertThat(answers).hasSize(2);
      assertThat(answers).filteredOn(a -> a instanceof Answer.Planned).hasSize(1);
      assertThat(answers)
          .filteredOn(a -> a instanceof Answer.Unavailable)
          .extracting(a -> ((Answer.Unavailable) a).reason())
          .allMatch(reason -> reason.contains("was lost and did not come back"));
    }
    cluster.startStandbyAgain();
  }

  @Test
  @Order(7)
  void refusesAServerThatIsPromotedInTheMiddle() {
    try (Replica replica = replica()) {
      assertThat(one(replica)).isEqualTo(1);
      admin("SELECT pg_promote(true, %d)", 30);
      assertThatThrownBy(() -> one(replica))
          .isInstanceOf(DatabaseException.class)
          .hasMessageContaining("primary");
    }
  }

  private static Replica replica() {
    return Replica.connect(cluster.standbyUrl().replace("ectoscope_reader", "faulty"), PATIENT);
  }

  private static int one(Replica replica) {
    return replica.read(session -> session.query("SELECT 1", row -> row.getInt(1))).get(0);
  }

  private static void admin(String sql, int number) {
    try (Connection admin = DriverManager.getConnection(cluster.adminStandbyUrl());
        Statement statement = admin.createStatement()) {
      Cluster.pause(200);
      statement.execute(sql.formatted(number));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Answer> answers(Workload log) {
    Map<String, Answer> answers = new HashMap<>();
    try (Replica replica = replica();
        EvidenceGatherer gatherer =
            new EvidenceGatherer(replica, List.of(), Limits.standard().withMaxPlanCost(1e12))) {
      gatherer
          .gather(log, Logged.plansOf(log), (done, total) -> {})
          .answers()
          .forEach(
              (request, answer) -> {
                String fingerprint = ((EvidenceRequest.MeasuredPlan) request).fingerprint();
                answers.put(log.statement(fingerprint).statement().text(), answer);
              });
    }
    return answers;
  }

  private static Answer about(Map<String, Answer> answers, String part) {
    return answers.entrySet().stream()
        .filter(e -> e.getKey().contains(part))
        .min(java.util.Comparator.comparing(e -> e.getKey().length()))
        .orElseThrow()
        .getValue();
  }

  private static boolean measured(Map<String, Answer> answers, String part) {
    return ((Answer.Planned) about(answers, part)).plan().analyzed();
  }

  private static String note(Map<String, Answer> answers, String part) {
    return ((Answer.Planned) about(answers, part)).note();
  }

  private static String reason(Map<String, Answer> answers, String part) {
    return ((Answer.Unavailable) about(answers, part)).reason();
  }
}
