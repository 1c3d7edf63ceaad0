package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.cli.CommandLineRun;
import dev.ectoscope.postgres.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void checksTheNameInTheCertificate() {
    String port = place().replaceFirst("^[^:]*", "");
    String url = "postgresql://secured:" + PASSWORD + "@localhost" + port;
    String root = "?sslmode=verify-full&sslrootcert=" + folder.resolve("server.crt");
    try (Replica replica = Replica.connect(url + root, Replica.Options.standard())) {
      assertThat(replica.isStandby()).isTrue();
    }
  }

  /** A process of its own each, as the environment is read once. */
  @ParameterizedTest
  @ValueSource(strings = {"PGPASSWORD", "PGPASSFILE", "~/.pgpass", "PGSERVICEFILE", "URL"})
  void takesThePasswordFromWherePsqlTakesIt(String source) throws Exception {
    Path home = Files.createDirectories(folder.resolve("home-" + source.replaceAll("\\W", "")));
    Path log =
        Files.writeString(
            home.resolve("a.log"),
            "10:00:00.100 [debug] QUERY OK source=\"t\" db=900.0ms\nSELECT p0.\"relname\" FROM \"pg_class\" AS p0 []\n");
    String[] at = place().split("[:/]");
    String line = "127.0.0.1:" + at[1] + ":*:secured:" + PASSWORD + "\n";
    String url = "postgresql://secured@" + place() + "?sslmode=require";
    Map<String, String> environment = new HashMap<>();
    switch (source) {
      case "PGPASSWORD" -> environment.put(source, PASSWORD);
      case "PGPASSFILE" -> environment.put(source, secret(home.resolve("passwords"), line));
      case "~/.pgpass" -> secret(home.resolve(".pgpass"), line);
      case "PGSERVICEFILE" -> {
        String service =
            "[standby]\nhost=127.0.0.1\nport=%s\ndbname=%s\nuser=secured\npassword=%s\nsslmode=require\n"
                .formatted(at[1], at[2], PASSWORD);
        environment.put(source, secret(home.resolve("services"), service));
        url = "postgresql:///?service=standby";
      }
      default -> url = url.replace("@", ":" + PASSWORD + "@");
    }
    Path evidence = home.resolve("evidence.json");
    Path out = home.resolve("out.json");
    Path err = home.resolve("err.txt");
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Duser.home=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.ectoscope.cli.Main",
            "analyze",
            log.toString(),
            "--replica",
            url,
            "--format",
            "json",
            "--save-evidence",
            evidence.toString());
    command.environment().keySet().removeIf(name -> name.startsWith("PG"));
    command.environment().putAll(environment);
    int code = command.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    assertThat(code).as(Files.readString(err)).isZero();
    assertThat(Files.readString(err)).contains("put on").doesNotContain(PASSWORD);
    assertThat(Files.readString(out)).contains("pg_class").doesNotContain(PASSWORD);
    assertThat(Files.readString(evidence)).contains("pg_class").doesNotContain(PASSWORD);
    boolean given = command.command().toString().contains(PASSWORD);
    assertThat(given).as("in the process list").isEqualTo(source.equals("URL"));
    assertThat(cluster.standbyLog()).doesNotContain(PASSWORD);
  }

  private static String secret(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file.toString();
  }

  private static String place() {
    String url = cluster.standbyUrl();
    return url.substring(url.indexOf("//") + 2, url.indexOf('?'));
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
    CommandLineRun run =
        CommandLineRun.of(
            "analyze", log.toString(), "--replica", "postgresql://secured:wr0ng@" + place());
    assertThat(run.code()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("password").doesNotContain("wr0ng", "Exception");
  }

  private static Replica connect(String password, String query) {
    return Replica.connect(
        "postgresql://secured:" + password + "@" + place() + query, Replica.Options.standard());
  }

  /** For localhost and not for 127.0.0.1, so that verify-full has something to refuse. */
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
            "-addext",
            "subjectAltName=DNS:localhost",
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
