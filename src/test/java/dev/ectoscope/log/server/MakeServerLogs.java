package dev.ectoscope.log.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Made the samples in {@code src/test/resources/serverlog}: one scenario against the embedded
 * PostgreSQL, written as stderr, csvlog and jsonlog at once. Arguments: {@code log_line_prefix},
 * {@code auto_explain.log_format}, {@code log_timezone}, folder to write to. The samples are the
 * part from the first {@code execute} on, with
 *
 * <pre>
 * '%m [%p] %q%u@%d ' text UTC                                          text-plans.log, .csv, .json
 * '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ' json Europe/Berlin json-plans.log
 * '%n|%c|%e|%r|' text UTC                                              session-ids.log
 * </pre>
 */
final class MakeServerLogs {

  private final int port;

  private MakeServerLogs(int port) {
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory("server-logs");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data.resolve("data").toFile())
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_directory", "log")
            .setServerConfig("log_filename", "postgresql.log")
            .setServerConfig("log_destination", "stderr,csvlog,jsonlog")
            .setServerConfig("shared_preload_libraries", "auto_explain")
            .setServerConfig("auto_explain.log_format", arguments[1])
            .setServerConfig("log_timezone", arguments[2])
            .setServerConfig("log_lock_waits", "on")
            .setServerConfig("deadlock_timeout", "200ms")
            .setServerConfig("log_temp_files", "0")
            .start()) {
      MakeServerLogs making = new MakeServerLogs(server.getPort());
      making.prefix(arguments[0]);
      making.play();
      Path folder = Files.createDirectories(Path.of(arguments[3]));
      try (Stream<Path> logs = Files.list(data.resolve("data/log"))) {
        for (Path log : logs.toList()) {
          Files.copy(log, folder.resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  private void prefix(String prefix) throws Exception {
    try (Connection admin = connect("")) {
      run(admin, "alter system set log_line_prefix='" + prefix + "'");
      run(admin, "select pg_reload_conf()");
    }
    Thread.sleep(300);
  }

  private void play() throws Exception {
    try (Connection a = connect("ledger");
        Connection b = connect("ledger");
        Connection other = connect("")) {
      run(
          a,
          "create table accounts (id bigint primary key, owner text, balance bigint, note text)");
      run(
          a,
          "insert into accounts select i, 'owner ' || i, i * 10, repeat('x', 50)"
              + " from generate_series(1, 20000) i");
      run(a, "analyze accounts");
      run(a, "set log_min_duration_statement=0");
      run(b, "set log_min_duration_statement=0");
      durations(a);
      plans(a);
      cancelled(a);
      failures(a);
      lockWait(a, b);
      deadlock(a, b);
      durationsApart(a);
      run(a, "set log_min_duration_statement=0");
      run(a, "/* ectoscope */ SELECT 1");
      run(other, "SELECT 1/0");
    }
    Thread.sleep(300);
  }

  private static void durations(Connection a) {
    String byOwner =
        "SELECT a0.\"id\", a0.\"balance\" FROM \"accounts\" AS a0 WHERE (a0.\"owner\" = ?)";
    run(a, byOwner, "owner 77");
    run(a, byOwner, "it's\nme");
    run(a, "SELECT count(*)\nFROM accounts\n\tWHERE note IS NULL");
    run(a, "set log_min_duration_statement=-1");
  }

  private static void plans(Connection a) {
    run(a, "set auto_explain.log_min_duration=0");
    run(a, "set auto_explain.log_analyze=on");
    run(
        a,
        "SELECT a0.\"id\" FROM \"accounts\" AS a0 WHERE (a0.\"balance\" > ?)"
            + " ORDER BY a0.\"owner\" LIMIT 3",
        100L);
    run(a, "set auto_explain.log_min_duration=-1");
    run(a, "set work_mem='64kB'");
    run(
        a,
        "SELECT a0.\"owner\", a0.\"note\" FROM \"accounts\" AS a0 ORDER BY a0.\"note\", a0.\"owner\"");
    run(a, "reset work_mem");
  }

  private static void cancelled(Connection a) throws Exception {
    run(a, "set statement_timeout='120ms'");
    run(a, "SELECT pg_sleep(?)", 3);
    run(a, "reset statement_timeout");
    try (PreparedStatement slow =
        a.prepareStatement(
            "SELECT pg_sleep(?), a0.\"id\" FROM \"accounts\" AS a0 WHERE (a0.\"id\" = 1)")) {
      slow.setInt(1, 3);
      Thread running = inBackground(() -> execute(slow));
      Thread.sleep(300);
      slow.cancel();
      running.join();
    }
  }

  private static void failures(Connection a) {
    run(a, "INSERT INTO \"accounts\" (\"id\",\"owner\") VALUES (?,?)", 1L, "twice");
    run(a, "SELECT a0.\"nothing\" FROM \"accounts\" AS a0");
  }

  private static final String SET_BALANCE =
      "UPDATE \"accounts\" SET \"balance\" = ? WHERE \"id\" = ?";
  private static final String SET_NOTE = "UPDATE \"accounts\" SET \"note\" = ? WHERE \"id\" = ?";

  private static void lockWait(Connection a, Connection b) throws Exception {
    a.setAutoCommit(false);
    run(a, SET_BALANCE, 5L, 1L);
    Thread waiting = inBackground(() -> run(b, SET_BALANCE, 6L, 1L));
    Thread.sleep(500);
    a.commit();
    waiting.join();
  }

  private static void deadlock(Connection a, Connection b) throws Exception {
    b.setAutoCommit(false);
    run(a, SET_BALANCE, 5L, 1L);
    run(b, SET_NOTE, "n", 2L);
    Thread other = inBackground(() -> run(b, SET_NOTE, "n", 1L));
    Thread.sleep(100);
    run(a, SET_BALANCE, 5L, 2L);
    other.join();
    a.rollback();
    b.rollback();
    a.setAutoCommit(true);
  }

  /** The statement and its duration in reports of their own. */
  private static void durationsApart(Connection a) {
    run(a, "set log_statement='all'");
    run(a, "set log_duration=on");
    run(a, "SELECT a0.\"owner\" FROM \"accounts\" AS a0 WHERE (a0.\"id\" = ?)", 9L);
    run(a, "set log_statement='none'");
    run(a, "set log_duration=off");
  }

  private Connection connect(String application) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    properties.setProperty("ApplicationName", application);
    properties.setProperty("prepareThreshold", "1");
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  private static Thread inBackground(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void run(Connection connection, String sql, Object... parameters) {
    List<Object> values = List.of(parameters);
    try (Statement plain = values.isEmpty() ? connection.createStatement() : null;
        PreparedStatement prepared = values.isEmpty() ? null : connection.prepareStatement(sql)) {
      if (plain != null) {
        plain.execute(sql);
        return;
      }
      for (int i = 0; i < values.size(); i++) {
        prepared.setObject(i + 1, values.get(i));
      }
      prepared.execute();
    } catch (SQLException e) {
      System.out.println(e.getMessage());
    }
  }

  private static void execute(PreparedStatement statement) {
    try {
      statement.execute();
    } catch (SQLException e) {
      System.out.println(e.getMessage());
    }
  }
}
