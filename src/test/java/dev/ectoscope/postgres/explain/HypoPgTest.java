package dev.ectoscope.postgres.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.Replica;
import dev.ectoscope.postgres.cluster.StandbyServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What-if by HypoPG, on Debian's own server, since the embedded binaries have no HypoPG. */
final class HypoPgTest {

  private static final Path LIBRARIES = Path.of("/usr/lib/postgresql");
  private static final String BY_USER =
      "SELECT v0.\"id\" FROM \"visits\" AS v0 WHERE (v0.\"user_id\" = $1)";

  @TempDir static Path folder;

  private static StandbyServer server;
  private static Replica replica;

  @BeforeAll
  static void start() throws Exception {
    Path binaries = binaries();
    Assumptions.assumeTrue(
        binaries != null, "HypoPG is not installed (apt: postgresql postgresql-15-hypopg)");
    Path data = folder.resolve("data");
    assertThat(initdb(binaries, data)).isZero();
    int port = freePort();
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=";
    server =
        new StandbyServer(
            binaries.toString(),
            data,
            folder.resolve("log"),
            List.of("port=" + port, "listen_addresses=127.0.0.1", "unix_socket_directories="),
            url + "postgres");
    server.start();
    run(
        url + "postgres",
        """
        CREATE EXTENSION hypopg;
        CREATE TABLE visits (id bigint PRIMARY KEY, user_id bigint, notes text);
        INSERT INTO visits SELECT i, i % 5000, md5(i::text) FROM generate_series(1, 50000) AS i;
        ANALYZE visits;
        CREATE ROLE reader LOGIN;
        GRANT SELECT ON visits TO reader;
        """);
    replica = Replica.connect(url + "reader", Replica.Options.standard().withAllowPrimary(true));
  }

  @AfterAll
  static void stop() {
    if (replica != null) {
      replica.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void costsAnIndexThatDoesNotExist() {
    try (WhatIf whatIf = WhatIf.on(replica)) {
      for (List<String> values : List.of(List.of("7"), List.<String>of())) {
        WhatIf.Costed costed =
            (WhatIf.Costed)
                whatIf.cost(BY_USER, values, "CREATE INDEX CONCURRENTLY ON visits (user_id);");
        assertThat(costed.method()).isEqualTo("HypoPG");
        assertThat(costed.used()).isTrue();
        assertThat(costed.gain()).isGreaterThan(5);
        assertThat(costed.indexBytes()).isBetween(300_000L, 5_000_000L);
        assertThat(costed.beforePlan().seqScans()).hasSize(1);
      }
    }
  }

  @Test
  void forgetsTheIndexAndSaysWhenItIsNotUsed() {
    try (WhatIf whatIf = WhatIf.on(replica)) {
      WhatIf.Costed costed =
          (WhatIf.Costed) whatIf.cost(BY_USER, List.of("7"), "CREATE INDEX ON visits (notes)");
      assertThat(costed.used()).isFalse();
      assertThat(costed.gain()).isEqualTo(1);
    }
    String left = "SELECT count(*) FROM hypopg()";
    List<Integer> indexes = replica.read(s -> s.query(left, row -> row.getInt(1)));
    assertThat(indexes).containsExactly(0);
  }

  @Test
  void saysWhatHypoPgCannotDo() {
    try (WhatIf whatIf = WhatIf.on(replica)) {
      for (String create :
          List.of(
              "CREATE INDEX ON visits USING gin (to_tsvector('english', notes))",
              "CREATE INDEX ON visits (nothing)")) {
        WhatIf.Answer answer = whatIf.cost(BY_USER, List.of("7"), create);
        assertThat(answer).as(create).isInstanceOf(WhatIf.Unavailable.class);
        assertThat(((WhatIf.Unavailable) answer).reason()).isNotBlank();
      }
      assertThat(whatIf.cost(BY_USER, List.of("7"), "CREATE INDEX ON visits (user_id)"))
          .as("goes on afterwards")
          .isInstanceOf(WhatIf.Costed.class);
    }
  }

  private static Path binaries() throws IOException {
    if (!Files.isDirectory(LIBRARIES)) {
      return null;
    }
    try (Stream<Path> versions = Files.list(LIBRARIES)) {
      return versions
          .filter(v -> Files.exists(v.resolve("lib/hypopg.so")))
          .map(v -> v.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .findFirst()
          .orElse(null);
    }
  }

  private static int initdb(Path binaries, Path data) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            binaries + "/initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-N"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("initdb.log").toFile())
        .start()
        .waitFor();
  }

  private static void run(String url, String script) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(script);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
