package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in a real process: it ends at once, says nothing, and leaves nothing. */
class InterruptTest {

  private static final int INTERRUPTED = 130;

  @TempDir Path folder;

  @BeforeAll
  static void signals() {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/bin/sh")), "needs a shell that sends SIGINT");
  }

  @Test
  void servingEnds() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("a.log"),
            """
            10:00:00.100 request_id=F1 [debug] QUERY OK source="books" db=1.2ms idle=3.0ms
            SELECT b0."id" FROM "books" AS b0 WHERE (b0."id" = $1) [1]
            """);
    Process process = start("serve", log.toString());
    try (BufferedReader lines = reader(process)) {
      assertThat(lines.readLine()).contains("Report on http://127.0.0.1:", "Ctrl-C");
      interrupt(process);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
      assertThat(lines.lines()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void readingEndsWithoutAnOutput() throws Exception {
    Process process = start("analyze", "-", "--output", folder.resolve("r.json").toString());
    try (BufferedReader lines = reader(process)) {
      process
          .getOutputStream()
          .write("10:00:00.100 [info] GET /\n".getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      awaitStart(process);
      interrupt(process);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(INTERRUPTED);
      assertThat(lines.lines()).isEmpty();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Until the program has started: an earlier signal would test the Java launcher. */
  private static void awaitStart(Process process) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (process.info().totalCpuDuration().map(d -> d.toMillis() < 400).orElse(false)
        && System.nanoTime() < end) {
      Thread.sleep(50);
    }
  }

  private static void interrupt(Process process) throws Exception {
    new ProcessBuilder("/bin/sh", "-c", "kill -INT " + process.pid()).start().waitFor();
  }
}
