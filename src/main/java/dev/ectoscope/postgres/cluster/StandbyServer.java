package dev.ectoscope.postgres.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The process of a streaming hot standby. */
public final class StandbyServer {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final List<String> command;
  private final Path log;
  private final String url;
  private @Nullable Process process;

  /**
   * @param binaries folder of the programme postgres
   * @param settings {@code name=value}
   * @param url JDBC URL by which it is asked whether it is there
   */
  public StandbyServer(String binaries, Path data, Path log, List<String> settings, String url) {
    this.command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(List.of(binaries + "/postgres", "-D", data.toString()));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    this.log = log;
    this.url = url;
  }

  /**
   * Starts it and waits until it answers, at most 60 s.
   *
   * @throws SQLException when it does not
   */
  public void start() throws IOException, SQLException {
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try (Connection connection = DriverManager.getConnection(url)) {
        connection.isValid(5);
        return;
      } catch (SQLException e) {
        if (!process.isAlive() || System.nanoTime() > end) {
          throw new SQLException("standby did not answer: " + lastLog(), e);
        }
        Cluster.pause(20);
      }
    }
  }

  /** Stops it as {@code pg_ctl stop -m fast} does. */
  public void stop() {
    if (process == null || !process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Text of its log so far. */
  String log() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  private String lastLog() {
    try {
      String text = log();
      return text.substring(Math.max(0, text.length() - 500));
    } catch (IOException e) {
      return "no log";
    }
  }
}
