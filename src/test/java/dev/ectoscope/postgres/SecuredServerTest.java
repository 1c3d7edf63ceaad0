package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.cli.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for a password and speaks TLS with a certificate of our own. */
final class SecuredServerTest {

  private static final String PASSWORD = "hunter2-tls";

  @TempDir static Path folder;

  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    Path key = folder.resolve("server.key");
    Path certificate = folder.resolve("server.crt");
    Assumptions.assumeTrue(makeCertificate(key, certificate), "openssl is not installed");
    Path access = folder.resolve("pg_hba.conf");
    Files.writeString(
        access,
        """
        hostssl all secured 127.0.0.1/32 scram-sha-256
        host all secured 127.0.0.1/32 reject
        host all all 127.0.0.1/32 trust
        host replication all 127.0.0.1/32 trust
        """);
    cluster =
        Cluster.start(
            new Cluster.Kind(
                null,
                Map.of(
                    "ssl",
                    "on",
                    "ssl_cert_file",
                    certificate.toString(),
                    "ssl_key_file",
                    key.toString(),
                    "hba_file",
                    access.toString(),
                    "log_statement",
                    "all",
                    "log_connections",
                    "on")));
    cluster.run("CREATE ROLE secured LOGIN PASSWORD '" + PASSWORD + "'");
    cluster.awaitReplay();
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void speaksTlsAsTheModeAsks() {
    String root = "&sslrootcert=" + folder.resolve("server.crt");
    for (String mode : List.of("require", "prefer", "verify-ca" + root)) {
      try (Replica replica = connect(PASSWORD, "?sslmode=" + mode)) {
        String sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        List<Boolean> tls = replica.read(session -> session.query(sql, r -> r.getBoolean(1)));
        assertThat(tls).as(mode).containsExactly(true);
      }
    }
  }

  @Test
  void saysWhyTlsFails() {
    assertThatThrownBy(() -> connect(PASSWORD, "?sslmode=disable"))
        .isInstanceOf(ReplicaUnreachable.class)
        .hasMessageContaining("refused the login");
    assertThatThrownBy(
            () -> connect(PASSWORD, "?sslmode=verify-ca&sslrootcert=" + folder.resolve("gone.crt")))
        .isInstanceOf(ReplicaUnreachable.class)
        .hasMessageContaining("sslrootcert");
    assertThatThrownBy(
            () ->
                connect(
                    PASSWORD, "?sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt")))
        .isInstanceOf(ReplicaUnreachable.class)
        .hasMessageContaining("certificate");
  }

  @Test
  void neverShowsThePassword() throws IOException {
    assertThatThrownBy(() -> connect("wrong-" + PASSWORD, "?sslmode=require"))
        .isInstanceOf(ReplicaUnreachable.class)
        .hasMessageContaining("refused the login")
        .hasMessageNotContaining(PASSWORD);
    try (Replica replica = connect(PASSWORD, "?sslmode=require")) {
      assertThat(replica.description()).doesNotContain(PASSWORD);
    }
    assertThat(cluster.standbyLog()).contains("connection authorized").doesNotContain(PASSWORD);
    boolean shown =
        ProcessHandle.allProcesses()
            .flatMap(process -> process.info().commandLine().stream())
            .anyMatch(line -> line.contains(PASSWORD));
    assertThat(shown).isFalse();
  }

  @Test
  void aWrongPasswordEndsTheCommandAndIsNotRepeated() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("a.log"),
            "10:00:00.100 [debug] QUERY OK source=\"t\" db=1.0ms\nSELECT 1 []\n");
    String url = cluster.standbyUrl();
    String place = url.substring(url.indexOf("//") + 2, url.indexOf('?'));
    CommandLineRun run =
        CommandLineRun.of(
            "analyze", log.toString(), "--replica", "postgresql://secured:wr0ng@" + place);
    assertThat(run.code()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("password").doesNotContain("wr0ng", "Exception");
  }

  private static Replica connect(String password, String query) {
    String url = cluster.standbyUrl();
    String place = url.substring(url.indexOf("//") + 2, url.indexOf('?'));
    return Replica.connect(
        "postgresql://secured:" + password + "@" + place + query, Replica.Options.standard());
  }

  /** For another host name than 127.0.0.1, so that verify-full has something to refuse. */
  private static boolean makeCertificate(Path key, Path certificate) throws InterruptedException {
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=db.example",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
