package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the options is said before a log is read, not after hours. */
class BadOptionsTest {

  private static final String LOG =
      """
      10:00:00.100 request_id=F1 [debug] QUERY OK source="books" db=1.2ms idle=3.0ms
      SELECT b0."id" FROM "books" AS b0 WHERE (b0."id" = $1) [1]
      """;

  @TempDir Path folder;

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** There is no such log: whoever says so has looked at the options already. */
  private static CommandLineRun before(String command, String... options) {
    String[] all = new String[options.length + 2];
    all[0] = command;
    all[1] = "no-such.log";
    System.arraycopy(options, 0, all, 2, options.length);
    CommandLineRun run = CommandLineRun.of(all);
    assertThat(run.code()).isEqualTo(Main.USAGE);
    assertThat(run.err()).doesNotContain("no-such.log", "unforeseen");
    return run;
  }

  @Test
  void thereIsNothingToAnalyse() {
    for (String command : new String[] {"analyze", "serve"}) {
      assertThat(CommandLineRun.of(command).err()).contains("Name a log", "--workload");
    }
    String output = folder.toString();
    assertThat(CommandLineRun.of("digest", "--output", output).err()).contains("Name a log");
  }

  @Test
  void theFollowedLogIsNotAllThatIsNamed() throws IOException {
    String log = file("a.log", LOG);
    assertThat(before("analyze", "--follow", "--workload", log).err()).contains("--workload");
    assertThat(
            before("analyze", "--follow", "--evidence", "e", "--replica", "postgresql://h/d").err())
        .contains("give one of them");
    assertThat(before("analyze", "--follow", "--save-evidence", "e").err()).contains("--replica");
  }

  @Test
  void noEditorIsNamedSo() {
    assertThat(before("analyze", "--format", "html", "--editor", "edlin").err()).contains("edlin");
    assertThat(before("serve", "--editor", "edlin").err()).contains("edlin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"70000", "-1"})
  void noPortHasThisNumber(String port) {
    assertThat(before("serve", "--port", port).err()).contains("65535");
  }

  @Test
  void thePortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThat(before("serve", "--port", String.valueOf(taken.getLocalPort())).err())
          .contains("is in use");
    }
  }

  @Test
  void theDigestsFolderIsAFile() throws IOException {
    assertThat(before("digest", "--output", file("digest", "")).err()).contains("give a folder");
  }

  /** JSON lines are a log, whatever the file is called. */
  @Test
  void aLogInJsonIsNoReview() throws IOException {
    String log =
        file(
            "app.json",
            "{\"time\":\"2024-05-01T10:00:00.000Z\",\"severity\":\"debug\",\"message\":\"QUERY OK"
                + " source=\\\"books\\\" db=1.2ms\\nSELECT 1 []\"}\n");
    CommandLineRun run =
        CommandLineRun.of("digest", log, "--output", folder.resolve("digest").toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("All quiet");
  }

  @Test
  void aPlanFromAPipeIsReadAsFromAFile() throws Exception {
    Path pipe = folder.resolve("pipe");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, "Seq Scan on books  (cost=0.00..1.00 rows=1 width=4)\n");
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.start();
    CommandLineRun run = CommandLineRun.of("plan", pipe.toString());
    writer.join();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Seq Scan");
  }

  /**
   * The second stream fails as the first one did, so what is asked of the real one is moot here.
   */
  @Test
  void standardOutputThatIsFullIsSaid() throws Exception {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full));
    String log = file("a.log", LOG);
    PrintStream before = System.out;
    PrintStream err = System.err;
    java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(new FileOutputStream(full.toFile()), true)) {
      System.setOut(out);
      System.setErr(new PrintStream(said, true));
      assertThat(Main.run("analyze", log)).isEqualTo(Main.USAGE);
    } finally {
      System.setOut(before);
      System.setErr(err);
    }
    assertThat(said.toString()).contains("could not be written whole");
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path target = Files.writeString(folder.resolve("target.json"), "earlier");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), target);
    String log = file("a.log", LOG);
    CommandLineRun.of("analyze", log, "--format", "json", "--output", link.toString());
    assertThat(link).isSymbolicLink();
    assertThat(target).content().contains("ectoscope.review/1");
  }

  @Test
  void numbersInCodeAreTheSameOnEveryMachine() {
    String log = "sample-logs/detectors/unbatched-insert/bad.log";
    String usual = CommandLineRun.of("analyze", log, "--format", "json").out();
    assertThat(usual).contains("chunk_every(10_000)");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(withoutClock(CommandLineRun.of("analyze", log, "--format", "json").out()))
          .isEqualTo(withoutClock(usual));
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String withoutClock(String json) {
    return json.replaceAll("\"(created|readMs)\" : [^\n]*", "");
  }
}
