package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.catalog.CatalogReader;
import dev.ectoscope.postgres.explain.Explain;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer in transaction mode between us and the standby: nothing may depend on a session. */
final class PoolerTest {

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/sbin/pgbouncer"), Path.of("/usr/bin/pgbouncer"));

  @TempDir Path folder;

  @Test
  void worksThroughAPoolerInTransactionMode() throws IOException, InterruptedException {
    Path programme = PLACES.stream().filter(Files::isExecutable).findFirst().orElse(null);
    Assumptions.assumeTrue(programme != null, "PgBouncer is not installed (apt: pgbouncer)");
    SharedCluster.withBlog();
    int port = freePort();
    Process pooler = start(programme, port);
    String url = "postgresql://ectoscope_reader@127.0.0.1:" + port + "/pooled";
    String sql = "SELECT p0.\"id\" FROM \"blog\".\"posts\" AS p0 WHERE (p0.\"status\" = $1)";
    try (Replica one = connect(url);
        Replica two = connect(url)) {
      for (int i = 0; i < 5; i++) {
        for (Replica replica : List.of(one, two)) {
          assertThat(setting(replica, "statement_timeout")).isEqualTo("5s");
          assertThat(setting(replica, "transaction_read_only")).isEqualTo("on");
          assertThat(Explain.measure(replica, sql, List.of("draft")).root().actualRows())
              .isEqualTo(2000);
          assertThat(Explain.plan(replica, sql, List.of()).generic()).isTrue();
        }
      }
      assertThat(CatalogReader.read(two).tables()).isNotEmpty();
    } finally {
      pooler.destroy();
      pooler.waitFor(5, TimeUnit.SECONDS);
    }
  }

  private static String setting(Replica replica, String name) {
    return replica
        .read(s -> s.query("SELECT current_setting('" + name + "')", row -> row.getString(1)))
        .get(0);
  }

  private static Replica connect(String url) throws InterruptedException {
    for (int i = 0; ; i++) {
      try {
        return Replica.connect(url, Replica.Options.standard());
      } catch (ReplicaUnreachable e) {
        if (i == 50) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private Process start(Path programme, int port) throws IOException {
    String standby = SharedCluster.get().standbyUrl();
    String standbyPort = standby.replaceAll(".*:(\\d+)/.*", "$1");
    Path users = folder.resolve("users.txt");
    Files.writeString(users, "\"ectoscope_reader\" \"\"\n");
    Path settings = folder.resolve("pgbouncer.ini");
    Files.writeString(
        settings,
        """
        [databases]
        pooled = host=127.0.0.1 port=%s dbname=ectoscope
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = trust
        auth_file = %s
        pool_mode = transaction
        default_pool_size = 2
        """
            .formatted(standbyPort, port, users));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(List.of(programme.toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(settings.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("pgbouncer.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
