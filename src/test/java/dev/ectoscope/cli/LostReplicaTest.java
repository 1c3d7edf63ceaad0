package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.cluster.Cluster;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replica that goes away in the middle takes its answers with it and nothing else. */
final class LostReplicaTest {

  private static final int LATER = 40;

  @TempDir Path folder;

  @Test
  void whatTheLogShowsIsReportedAndTheRestIsNotVerified() throws Exception {
    StringBuilder log = new StringBuilder();
    for (int table = 0; table < 12; table++) {
      for (int i = 10; i < 30; i++) {
        log.append("10:00:" + i + ".100 [debug] QUERY OK source=\"t\" db=80.0ms\n");
        log.append("SELECT t0.\"id\" FROM \"t" + table + "\" AS t0 WHERE (t0.\"name\" = $1)");
        log.append(" [\"n" + i + "\"]\n");
      }
    }
    String file = Files.writeString(folder.resolve("a.log"), log).toString();
    try (Wire wire = new Wire(dev.ectoscope.postgres.SharedCluster.get())) {
      CommandLineRun run =
          CommandLineRun.of("analyze", file, "--replica", wire.url(), "--format", "json");
      assertThat(run.err()).doesNotContain("Exception");
      assertThat(run.code()).isEqualTo(Main.CLEAN);
      assertThat(wire.cuts()).isPositive();
      assertThat(run.out())
          .contains("\"missing-index\"")
          .contains("was lost and did not come back");
    }
  }

  /** Carries bytes to a standby and cuts the line after some answers, for good. */
  private static final class Wire implements AutoCloseable {

    private final ServerSocket door;
    private final URI target;
    private final AtomicInteger packets = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();

    Wire(Cluster cluster) throws Exception {
      target = URI.create(cluster.standbyUrl().substring("jdbc:".length()));
      door = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
      start(this::accept);
    }

    String url() {
      return "jdbc:" + target.toString().replace(":" + target.getPort(), ":" + door.getLocalPort());
    }

    int cuts() {
      return cuts.get();
    }

    private void accept() throws Exception {
      while (true) {
        Socket client = door.accept();
        if (packets.get() > LATER) {
          client.close();
          continue;
        }
        Socket server = new Socket(target.getHost(), target.getPort());
        start(() -> client.getInputStream().transferTo(server.getOutputStream()));
        start(() -> answers(server, client));
      }
    }

    private void answers(Socket server, Socket client) throws Exception {
      byte[] buffer = new byte[8192];
      for (int n = 0; (n = server.getInputStream().read(buffer)) >= 0; ) {
        if (packets.incrementAndGet() > LATER) {
          cuts.incrementAndGet();
          client.close();
          server.close();
          return;
        }
        client.getOutputStream().write(buffer, 0, n);
      }
    }

    private interface Carrying {
      void run() throws Exception;
    }

    private static void start(Carrying carrying) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  carrying.run();
                } catch (Exception e) {
                  // The line was cut.
                }
              });
      thread.setDaemon(true);
      thread.start();
    }

    @Override
    public void close() throws Exception {
      door.close();
    }
  }
}
