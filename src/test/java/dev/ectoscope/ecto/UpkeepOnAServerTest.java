package dev.ectoscope.ecto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.SharedCluster;
import dev.ectoscope.review.Fix;
import dev.ectoscope.review.Fix.CreatePartitionedIndex.Partition;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Statistics, upkeep and changes of indexes, run up and down on a server. */
class UpkeepOnAServerTest {

  private static final String TARGET =
      "SELECT coalesce(attstattarget, -1) FROM pg_attribute"
          + " WHERE attrelid = 'wharf.\"Old Boats\"'::regclass AND attname = 'Built In'";
  private static final String OBJECTS =
      "SELECT count(*) FROM pg_statistic_ext WHERE stxnamespace = 'wharf'::regnamespace";
  private static final String OPTIONS =
      "SELECT coalesce(array_to_string(reloptions, ','), '') FROM pg_class"
          + " WHERE oid = 'wharf.\"Old Boats\"'::regclass";

  @Test
  void whatIsMadeIsTakenBack() throws SQLException {
    SharedCluster.with(
        """
        CREATE SCHEMA wharf;
        CREATE TABLE wharf."Old Boats" (id bigint, "Built In" int, state text);
        INSERT INTO wharf."Old Boats" SELECT i, i % 7, 's' FROM generate_series(1, 300) i;
        """);
    try (Connection primary = DriverManager.getConnection(SharedCluster.get().primaryUrl());
        Statement statement = primary.createStatement()) {
      check(
          statement,
          new Fix.ExtendedStatistics("wharf", "Old Boats", List.of("Built In", "state")),
          OBJECTS,
          "1",
          "0");
      check(
          statement,
          new Fix.StatisticsTarget("wharf", "Old Boats", "Built In", 500),
          TARGET,
          "500",
          "-1");
      check(
          statement,
          new Fix.TableUpkeep(
              "wharf", "Old Boats", true, Map.of("autovacuum_vacuum_scale_factor", "0.02")),
          OPTIONS,
          "autovacuum_vacuum_scale_factor=0.02",
          "");
    }
  }

  @Test
  void indexesAreDroppedRebuiltAndBuiltByPartition() throws SQLException {
    SharedCluster.with(
        """
        CREATE SCHEMA slip;
        CREATE TABLE slip.boats (id bigint, built int);
        CREATE INDEX boats_built ON slip.boats (built DESC) WHERE built > 0;
        CREATE TABLE slip.tides (id bigint, at date) PARTITION BY RANGE (at);
        CREATE TABLE slip.tides_old PARTITION OF slip.tides
          FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
        CREATE TABLE slip.tides_new PARTITION OF slip.tides
          FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY HASH (id);
        CREATE TABLE slip.tides_new_0 PARTITION OF slip.tides_new
          FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE slip.tides_new_1 PARTITION OF slip.tides_new
          FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        """);
    try (Connection primary = DriverManager.getConnection(SharedCluster.get().primaryUrl());
        Statement statement = primary.createStatement()) {
      String definition = answer(statement, "SELECT pg_get_indexdef('slip.boats_built'::regclass)");
      run(statement, "up", new Fix.RebuildIndex("slip", "boats", "boats_built"));
      Fix drop =
          new Fix.DropIndex(List.of("slip"), "boats", "boats_built", definition, false, false);
      List<String> both = strings(code(drop));
      statement.execute(both.get(0));
      assertThat(answer(statement, "SELECT to_regclass('slip.boats_built')")).isNull();
      statement.execute(both.get(1));
      assertThat(answer(statement, "SELECT pg_get_indexdef('slip.boats_built'::regclass)"))
          .isEqualTo(definition);
      Fix parts =
          new Fix.CreatePartitionedIndex(
              "slip",
              "tides",
              List.of("id"),
              "",
              List.of(
                  new Partition("slip", "tides_old", false, -1),
                  new Partition("slip", "tides_new", true, -1),
                  new Partition("slip", "tides_new_0", false, 1),
                  new Partition("slip", "tides_new_1", false, 1)));
      String valid =
          "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
              + " WHERE relname LIKE 'tides%' AND indisvalid";
      run(statement, "up", parts);
      assertThat(answer(statement, valid)).isEqualTo("5");
      run(statement, "down", parts);
      assertThat(answer(statement, valid)).isEqualTo("0");
    }
  }

  private static String code(Fix fix) {
    return new EctoCode(new AppNames("Pier", "Pier.Repo"), LocalDateTime.of(2026, 1, 2, 3, 4))
        .write(fix)
        .get(0)
        .code();
  }

  private static void run(Statement statement, String direction, Fix fix) throws SQLException {
    String code = code(fix);
    String up = code.substring(code.indexOf("def up"), code.indexOf("def down"));
    String down = code.substring(code.indexOf("def down"));
    for (String sql : strings(direction.equals("up") ? up : down)) {
      statement.execute(sql);
    }
  }

  /** The texts that a migration executes. */
  private static List<String> strings(String code) {
    return Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\]|\\\\.)*)\"", Pattern.DOTALL)
        .matcher(code)
        .results()
        .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
        .map(text -> text.replace("\\\"", "\""))
        .toList();
  }

  private static void check(Statement statement, Fix fix, String question, String up, String down)
      throws SQLException {
    StatisticsMigration migration = StatisticsMigration.of(fix).orElseThrow();
    for (String sql : migration.up()) {
      statement.execute(sql);
    }
    assertThat(answer(statement, question)).isEqualTo(up);
    for (String sql : migration.down()) {
      statement.execute(sql);
    }
    assertThat(answer(statement, question)).isEqualTo(down);
  }

  private static String answer(Statement statement, String question) throws SQLException {
    try (ResultSet rows = statement.executeQuery(question)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
