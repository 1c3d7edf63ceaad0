package dev.ectoscope.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionDefaultsTest {

  @TempDir Path home;

  @Test
  void takesWhatTheUrlSays() {
    ReplicaAddress address =
        parse(
            "postgresql://me:p%40ss@db.example:6000/shop?sslmode=require&connect_timeout=3",
            Map.of());
    assertThat(address.place()).isEqualTo("db.example:6000/shop");
    assertThat(address.login()).containsEntry("user", "me").containsEntry("password", "p@ss");
    assertThat(address.jdbcUrl())
        .startsWith("jdbc:postgresql://db.example:6000/shop?")
        .contains("sslmode=require", "connectTimeout=3")
        .doesNotContain("p@ss");
    assertThat(address.toString()).doesNotContain("p@ss");
  }

  @Test
  void takesTheRestFromTheEnvironment() {
    Map<String, String> environment =
        Map.of(
            "PGHOST",
            "h",
            "PGPORT",
            "7000",
            "PGDATABASE",
            "d",
            "PGUSER",
            "u",
            "PGPASSWORD",
            "secret",
            "PGSSLMODE",
            "verify-full");
    ReplicaAddress address = parse("postgresql://", environment);
    assertThat(address.place()).isEqualTo("h:7000/d");
    assertThat(address.login()).containsEntry("user", "u").containsEntry("password", "secret");
    assertThat(address.jdbcUrl()).contains("sslmode=verify-full");
    assertThat(parse("postgresql://other/x", environment).place()).isEqualTo("other:7000/x");
    assertThat(new ConnectionDefaults(environment, home).toString()).doesNotContain("secret");
  }

  @Test
  void takesTheRestFromAService() throws IOException {
    Files.writeString(
        home.resolve(".pg_service.conf"),
        "# ours\n[other]\nhost=no\n[shop]\nhost=replica\nport=6543\ndbname=shop\nuser=reader\npassword=x\n");
    for (ReplicaAddress address :
        new ReplicaAddress[] {
          parse("postgresql://?service=shop", Map.of("PGHOST", "env")),
          parse("postgresql://", Map.of("PGSERVICE", "shop"))
        }) {
      assertThat(address.place()).isEqualTo("replica:6543/shop");
      assertThat(address.login()).containsEntry("user", "reader").containsEntry("password", "x");
    }
    assertThatThrownBy(() -> parse("postgresql://?service=gone", Map.of()))
        .isInstanceOf(ReplicaUnreachable.class)
        .hasMessageContaining("gone is in no service file");
  }

  @Test
  void takesThePasswordFromThePasswordFile() throws IOException {
    Path file = home.resolve(".pgpass");
    Files.writeString(file, "# ours\nh:5432:d:other:no\n*:*:d:me:a\\:b\\\\c\n");
    allow(file, "rw-------");
    assertThat(parse("postgresql://me@h/d", Map.of()).login()).containsEntry("password", "a:b\\c");
    assertThat(parse("postgresql://me@h/e", Map.of()).login()).doesNotContainKey("password");
    assertThat(parse("postgresql://me:own@h/d", Map.of()).login()).containsEntry("password", "own");
    Path moved = Files.move(file, home.resolve("elsewhere"));
    assertThat(parse("postgresql://me@h/d", Map.of("PGPASSFILE", moved.toString())).login())
        .containsEntry("password", "a:b\\c");
  }

  @Test
  void trustsNoPasswordFileThatOthersMayRead() throws IOException {
    Path file = home.resolve(".pgpass");
    Files.writeString(file, "*:*:*:*:secret\n");
    allow(file, "rw-r--r--");
    assertThat(parse("postgresql://me@h/d", Map.of()).login()).doesNotContainKey("password");
  }

  @Test
  void takesSeveralHosts() {
    ReplicaAddress address =
        parse(
            "postgresql://a:1,b/d?target_session_attrs=standby&sslfactory=x&options=-c", Map.of());
    assertThat(address.jdbcUrl())
        .isEqualTo("jdbc:postgresql://a:1,b:5432/d?targetServerType=secondary");
  }

  private static void allow(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private ReplicaAddress parse(String url, Map<String, String> environment) {
    return ReplicaAddress.parse(url, new ConnectionDefaults(environment, home));
  }
}
