package dev.ectoscope.log.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.Period;
import dev.ectoscope.log.reading.LogInputs;
import dev.ectoscope.log.reading.LogStream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real server with other settings: whatever {@code log_line_prefix}, verbosity or plan format it
 * has, its log on stderr says what its csvlog says.
 */
class ServerLogSettingsTest {

  private static final String SELECT =
      "SELECT b0.\"id\" FROM \"boats\" AS b0 WHERE (b0.\"name\" = ?)";
  private static final String SORT = "SELECT b0.\"note\" FROM \"boats\" AS b0 ORDER BY b0.\"note\"";
  private static final String UPDATE = "UPDATE \"boats\" SET \"name\" = ? WHERE \"id\" = ?";
  private static final String FUNCTION = "SELECT rename(?)";
  private static final String FAKE = "it's\nLOG:  duration: 9.999 ms  statement: SELECT fake\nme";
  private static final String LAST = "SELECT 'the end of ";
  private static final int LONGEST_WAIT = 200;

  @TempDir private static Path folder;
  private static EmbeddedPostgres server;
  private static Path logs;

  /** What a log says of one statement, but where. */
  private record Said(
      long executions,
      long microseconds,
      String parameters,
      long lockWaits,
      SortedMap<String, Long> cancelled,
      SortedMap<String, Long> failed,
      long plans) {

    static Said of(StatementActivity one) {
      return new Said(
          one.executions().count(),
          one.executions().total(),
          one.executions().slowestParameters(),
          one.lockWaits().count(),
          one.cancelled(),
          one.failed(),
          one.plans());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    logs = folder.resolve("data/log");
    server =
        EmbeddedPostgres.builder()
            .setDataDirectory(folder.resolve("data").toFile())
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_directory", "log")
            .setServerConfig("log_destination", "stderr,csvlog")
            .setServerConfig("shared_preload_libraries", "auto_explain")
            .setServerConfig("log_lock_waits", "on")
            .setServerConfig("deadlock_timeout", "60ms")
            .setServerConfig("log_temp_files", "0")
            .start();
    try (Connection admin = connect()) {
      run(admin, "CREATE TABLE boats (id bigint PRIMARY KEY, name text, note text)");
      run(
          admin,
          "INSERT INTO boats SELECT i, 'boat ' || i, repeat('x', 50) FROM generate_series(1, 9000) i");
      run(
          admin,
          "CREATE FUNCTION rename(n bigint) RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
              + " UPDATE boats SET name = 'renamed' WHERE id = n; RETURN 'x'; END $$");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "plain;'%m [%p] %q%u@%d ';log_min_duration_statement=0",
        "rds;'%t:%r:%u@%d:[%p]:';log_min_duration_statement=0,log_error_verbosity=verbose",
        "heroku;' [%d] [%l-1] [%p] sql_error_code = %e ';log_min_duration_statement=0,log_parameter_max_length=4",
        "apart;'%n [%p] %e %x ';log_duration=on,log_statement='all'",
        "yaml;'%m [%-8p] %10u ';auto_explain.log_min_duration=0,auto_explain.log_format=yaml",
        "xml;'%m|%a|%u|%r|%p|%c|%l|%v|';auto_explain.log_min_duration=0,auto_explain.log_format=xml",
      })
  void stderrSaysWhatCsvlogSays(String name, String prefix, String settings) throws Exception {
    play(name, prefix, List.of(settings.split(",")));
    ServerActivity stderr = read(name + ".log");
    ServerActivity csv = read(name + ".csv");

    SortedMap<String, Said> said = said(csv);
    assertThat(said(stderr)).isEqualTo(said);
    assertThat(stderr.deadlocks()).hasSize(1).hasSameSizeAs(csv.deadlocks());
    assertThat(stderr.deadlocks().get(0).participants())
        .isEqualTo(csv.deadlocks().get(0).participants());
    assertThat(stderr.inputs()).flatExtracting(InputFile::unread).isEmpty();

    boolean plans = settings.contains("explain");
    assertThat(said.get(SELECT.replace("?", "$1")))
        .matches(one -> one.executions() == (plans ? 0 : 3), "executions")
        .matches(one -> one.plans() == (plans ? 3 : 0), "plans");
    assertThat(temporaryFiles(stderr)).isEqualTo(temporaryFiles(csv)).isEqualTo(1);
    assertThat(said.get("SELECT pg_sleep($1)").cancelled()).containsEntry("statement timeout", 1L);
    assertThat(said.get(UPDATE.replaceFirst("\\?", "\\$1").replace("?", "$2")))
        .matches(one -> one.failed().containsKey("deadlock detected"), "a deadlock")
        .matches(one -> one.lockWaits() > 0, "a lock wait");
    assertThat(said).containsKey(FUNCTION.replace("?", "$1")).doesNotContainKey("SELECT fake");
  }

  @Test
  void plansInEveryFormatAreTheSamePlan() throws Exception {
    try (Connection admin = connect()) {
      prefix(admin, "formats", "%m [%p] ");
      run(admin, "SET auto_explain.log_min_duration = 0");
      run(admin, "SET auto_explain.log_nested_statements = on");
      for (String format : List.of("json", "yaml", "xml")) {
        run(admin, "SET auto_explain.log_format = " + format);
        run(admin, SORT + " LIMIT 3 /* " + format + " */");
        run(admin, FUNCTION, 5L);
      }
      run(admin, LAST + "formats'");
    }
    await("formats.log", LAST + "formats'");
    ServerActivity activity = read("formats.log");

    assertThat(activity.inputs()).flatExtracting(InputFile::unread).isEmpty();
    SortedMap<String, Said> said = said(activity);
    assertThat(said.get(SORT + " LIMIT 3 /* json */").plans()).isEqualTo(3);
    assertThat(said.keySet()).anyMatch(text -> text.contains("'renamed'"));
  }

  private static long temporaryFiles(ServerActivity activity) {
    return activity.aside().temporaryFiles().count()
        + activity.statements().stream().mapToLong(s -> s.temporaryFiles().count()).sum();
  }

  private static SortedMap<String, Said> said(ServerActivity activity) {
    SortedMap<String, Said> said = new TreeMap<>();
    activity.statements().stream()
        .filter(one -> !one.text().contains("pg_r") && !one.text().contains(LAST))
        .forEach(one -> said.put(one.text(), Said.of(one)));
    return said;
  }

  private static ServerActivity read(String name) throws IOException {
    Path log = logs.resolve(name);
    try (LogStream bytes = LogInputs.resolve(List.of(log.toString())).get(0).open()) {
      ServerLogFormat format = ServerLogReader.formatOf(bytes).orElseThrow();
      return new ServerLogReader(Period.ALL, null).read(name, bytes, format, n -> {});
    }
  }

  private static void play(String name, String prefix, List<String> settings) throws Exception {
    try (Connection admin = connect();
        Connection a = connect();
        Connection b = connect()) {
      prefix(admin, name, prefix);
      for (Connection each : List.of(a, b)) {
        for (String setting : settings) {
          run(each, "SET " + setting);
        }
      }
      run(a, SELECT, "boat 7");
      run(a, SELECT, FAKE);
      run(a, SELECT, "boat 8");
      run(a, FUNCTION, 9L);
      run(a, "SELECT b0.\"nothing\" FROM \"boats\" AS b0");
      run(a, "SET statement_timeout = '40ms'");
      run(a, "SELECT pg_sleep(?)", 1.0);
      run(a, "RESET statement_timeout");
      run(a, "SET work_mem = '64kB'");
      run(a, SORT);
      deadlock(a, b);
      run(a, "SET log_min_duration_statement = 0");
      run(a, LAST + name + "'");
    }
    await(name + ".log", LAST + name + "'");
    await(name + ".csv", LAST + name + "'");
  }

  private static void deadlock(Connection a, Connection b) throws Exception {
    a.setAutoCommit(false);
    b.setAutoCommit(false);
    run(a, UPDATE, "a", 1L);
    run(b, UPDATE, "b", 2L);
    Thread other = new Thread(() -> run(b, UPDATE, "b", 1L));
    other.start();
    run(a, UPDATE, "a", 2L);
    other.join();
    a.rollback();
    b.rollback();
    a.setAutoCommit(true);
  }

  /** A new pair of files, and reports that begin with the prefix. */
  private static void prefix(Connection admin, String name, String prefix) throws Exception {
    run(admin, "ALTER SYSTEM SET log_line_prefix = '" + prefix + "'");
    run(admin, "ALTER SYSTEM SET log_filename = '" + name + ".log'");
    run(admin, "SELECT pg_reload_conf()");
    for (int i = 0; i < LONGEST_WAIT && !Files.exists(logs.resolve(name + ".csv")); i++) {
      run(admin, "SELECT pg_rotate_logfile()");
      Thread.sleep(25);
    }
  }

  private static void await(String name, String text) throws Exception {
    for (int i = 0; i < LONGEST_WAIT; i++) {
      if (Files.readString(logs.resolve(name)).contains(text)) {
        return;
      }
      Thread.sleep(25);
    }
    throw new AssertionError(name + " does not say " + text);
  }

  private static Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("prepareThreshold", "1");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", properties);
  }

  private static void run(Connection connection, String sql, Object... values) {
    try (Statement plain = values.length == 0 ? connection.createStatement() : null;
        PreparedStatement prepared = values.length == 0 ? null : connection.prepareStatement(sql)) {
      if (plain != null) {
        plain.execute(sql);
        return;
      }
      for (int i = 0; i < values.length; i++) {
        prepared.setObject(i + 1, values[i]);
      }
      prepared.execute();
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as(e.getMessage()).isIn("42703", "57014", "40P01");
    }
  }
}
