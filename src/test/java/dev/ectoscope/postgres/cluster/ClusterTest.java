package dev.ectoscope.postgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ectoscope.postgres.ClusterFailed;
import dev.ectoscope.postgres.SharedCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class ClusterTest {

  @Test
  void standbyReplaysWhatThePrimaryWrites() throws SQLException {
    Cluster cluster = SharedCluster.get();
    cluster.run("CREATE TABLE replayed (id int); GRANT ALL ON replayed TO ectoscope_reader");
    for (int i = 0; i < 5; i++) {
      cluster.run("INSERT INTO replayed SELECT generate_series(1, 1000)");
      cluster.awaitReplay();
      assertThat(value(cluster.standbyUrl(), "SELECT count(*) FROM replayed"))
          .isEqualTo(Integer.toString((i + 1) * 1000));
    }
    assertThat(value(cluster.standbyUrl(), "SELECT pg_is_in_recovery()")).isEqualTo("t");
    assertThat(value(cluster.primaryUrl(), "SELECT pg_is_in_recovery()")).isEqualTo("f");
    assertThat(value(cluster.primaryUrl(), "SELECT state FROM pg_stat_replication"))
        .isEqualTo("streaming");
  }

  @Test
  void readerMayNotWriteOrBeSuperuser() throws SQLException {
    Cluster cluster = SharedCluster.get();
    assertThat(value(cluster.standbyUrl(), "SELECT current_user")).isEqualTo("ectoscope_reader");
    String onPrimary = cluster.primaryUrl().replace("user=postgres", "user=ectoscope_reader");
    assertThatThrownBy(() -> value(onPrimary, "CREATE TABLE public.x (id int)"))
        .hasMessageContaining("permission denied");
    assertThat(value(cluster.adminStandbyUrl(), "SELECT current_setting('is_superuser')"))
        .isEqualTo("on");
  }

  @Test
  void closeEndsTheServersAndRemovesTheFolder() throws SQLException {
    Cluster cluster = Cluster.start();
    String url = cluster.standbyUrl();
    Path data = Path.of(value(cluster.adminStandbyUrl(), "SHOW data_directory"));
    Path folder = data.getParent();
    assertThat(folder.getFileName().toString()).startsWith("ectoscope-pg-");
    cluster.close();
    cluster.close();
    assertThat(folder).doesNotExist();
    assertThatThrownBy(() -> value(url, "SELECT 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void scratchServerHasNoStandby() {
    try (Cluster scratch = Cluster.startPrimaryOnly()) {
      scratch.run("CREATE TABLE a (id int); INSERT INTO a VALUES (1)");
      assertThatThrownBy(scratch::standbyUrl).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> scratch.run("SELECT nonsense"))
          .isInstanceOf(ClusterFailed.class)
          .hasMessageContaining("nonsense");
    }
  }

  private static String value(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }
}
