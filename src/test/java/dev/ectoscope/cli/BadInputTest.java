package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.postgres.SharedCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every wrong input ends in a sentence that says what to do, the right exit code, and nothing
 * half-written.
 */
class BadInputTest {

  private static final String LOG =
      """
      10:00:00.100 request_id=F1 [debug] QUERY OK source="books" db=1.2ms idle=3.0ms
      SELECT b0."id" FROM "books" AS b0 WHERE (b0."id" = $1) [1]
      """;

  @TempDir Path folder;

  private record Outcome(int code, String out, String err) {

    Outcome says(String... words) {
      for (String word : words) {
        assertThat(err).contains(word);
      }
      assertThat(err).doesNotContain("Exception", "\tat ");
      return this;
    }
  }

  private static Outcome run(String... arguments) {
    CommandLineRun run = CommandLineRun.of(arguments);
    return new Outcome(run.code(), run.out(), run.err());
  }

  private String log(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aGoodLogIsClean() throws Exception {
    Outcome outcome = run("analyze", log("good.log", LOG));
    assertThat(outcome.code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("1");
  }

  @Test
  void aPathThatDoesNotExist() {
    Outcome outcome = run("analyze", folder.resolve("nowhere.log").toString());
    assertThat(outcome.code()).isEqualTo(Main.INPUT);
    outcome.says("nowhere.log");
  }

  @Test
  void aFolderWithoutLogs() {
    assertThat(run("analyze", folder.toString()).says(folder.toString()).code())
        .isEqualTo(Main.INPUT);
  }

  @Test
  void anEmptyFile() throws Exception {
    assertThat(run("analyze", log("empty.log", "")).says("empty.log").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void aBinaryFile() throws Exception {
    Path file = folder.resolve("binary.log");
    Files.write(file, new byte[] {0, 1, 2, 3, 0, 0, 9});
    assertThat(run("analyze", file.toString()).says("binary.log").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void aLogWithoutAnEctoLine() throws Exception {
    Outcome outcome = run("analyze", log("web.log", "10:00:00.000 [info] GET /\n"));
    assertThat(outcome.says("No Ecto query", ":debug").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void aLastLineCutOffIsReadAsFarAsItGoes() throws Exception {
    String cut =
        LOG
            + "10:00:00.200 request_id=F1 [debug] QUERY OK source=\"books\" db=1.2ms\nSELECT b0.\"id\" FROM";
    Outcome outcome = run("analyze", log("cut.log", cut), "--format", "json");
    assertThat(outcome.code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("cut off");
  }

  @Test
  void ofATruncatedGzipIsReadWhatIsThere() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 3000; i++) {
        gzip.write(LOG.replace("[1]", "[" + i * 7919 + "]").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path cut = folder.resolve("cut.log.gz");
    Files.write(cut, Arrays.copyOf(packed.toByteArray(), packed.size() - 1000));
    Outcome outcome = run("analyze", cut.toString(), "--format", "json");
    assertThat(outcome.code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("the gzip file is cut off or damaged here");
  }

  @Test
  void anEmptyArchive() throws Exception {
    Path tar = folder.resolve("empty.tar");
    try (var out = new TarArchiveOutputStream(Files.newOutputStream(tar))) {
      out.finish();
    }
    assertThat(run("analyze", tar.toString()).says("empty.tar").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void anUnreadableFileAmongOthersIsSaid() throws Exception {
    log("good.log", LOG);
    Files.write(folder.resolve("core.log"), new byte[] {0, 1, 2, 3, 0, 0, 9});
    Outcome outcome = run("analyze", folder.toString(), "--format", "json");
    assertThat(outcome.says().code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("core.log is a binary file", "\"queries\" : 1");
  }

  @Test
  void sinceAfterUntil() throws Exception {
    Outcome outcome =
        run("analyze", log("a.log", LOG), "--since", "2024-05-02", "--until", "2024-05-01");
    assertThat(outcome.says("--since", "not before").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void sinceThatIsNoTime() throws Exception {
    Outcome outcome = run("analyze", log("a.log", LOG), "--since", "noon");
    assertThat(outcome.says("noon", "2h").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void aLogLinePrefixThatDoesNotFit() throws Exception {
    String server = "src/test/resources/serverlog/text-plans.log";
    Outcome outcome = run("analyze", log("a.log", LOG), server, "--log-line-prefix", "%c|");
    assertThat(outcome.says("'%c|'", "fits no line", "leave the option out").code())
        .isEqualTo(Main.INPUT);
  }

  @Test
  void aServersLogAlone() {
    assertThat(
            run("analyze", "src/test/resources/serverlog/text-plans.csv")
                .says("PostgreSQL's own log", "QUERY OK")
                .code())
        .isEqualTo(Main.INPUT);
  }

  @Test
  void followingALogWhoseFolderDoesNotExist() {
    Outcome outcome = run("analyze", "--follow", folder.resolve("none/none.log").toString());
    assertThat(outcome.says("none.log", "does not exist").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void followingTwoLogs() throws Exception {
    Outcome outcome = run("analyze", "--follow", log("a.log", LOG), log("b.log", LOG));
    assertThat(outcome.says("--follow takes one log").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void whatAPeriodLeavesOutIsSaidAndIsNoUnreadLine() throws Exception {
    String log = log("a.log", LOG + LOG.replace("10:00", "12:00").replace("F1", "F2"));
    Outcome outcome = run("analyze", log, "--since", "11:00", "--format", "json");
    assertThat(outcome.says().code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out())
        .contains("a.log: 1 query outside --since 11:00 was left out", "\"unread\" : [ ]")
        .contains("\"queries\" : 1");
  }

  @Test
  void aPeriodWithoutQueries() throws Exception {
    Outcome outcome = run("analyze", log("a.log", LOG), "--since", "11:00");
    assertThat(outcome.says("--since 11:00", "Widen").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void standardInputWithoutAQuery() {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("nothing here\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(run("analyze", "-").code()).isEqualTo(Main.INPUT);
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aWrongDatabaseAddress() throws Exception {
    Outcome outcome =
        run(
            "analyze",
            log("a.log", LOG),
            "--replica",
            "postgresql://reader:s3cret@127.0.0.1:1/library");
    assertThat(outcome.code()).isEqualTo(Main.DATABASE);
    assertThat(outcome.says("127.0.0.1").err()).doesNotContain("s3cret");
  }

  @Test
  void aPrimaryIsRefused() throws Exception {
    Outcome outcome =
        run("analyze", log("a.log", LOG), "--replica", SharedCluster.get().primaryUrl());
    assertThat(outcome.says("primary", "--allow-primary").code()).isEqualTo(Main.DATABASE);
  }

  @Test
  void aDatabaseWithoutTheTablesLeavesTheRestOfTheReview() throws Exception {
    String other = LOG.replace("books", "no_such_books");
    Outcome outcome =
        run(
            "analyze",
            log("a.log", other),
            "--replica",
            SharedCluster.get().standbyUrl(),
            "--format",
            "json");
    assertThat(outcome.says().code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("\"queries\" : 1");
  }

  @Test
  void aUserWithoutRightsLeavesTheRestOfTheReview() throws Exception {
    SharedCluster.with(
        """
        CREATE SCHEMA IF NOT EXISTS cli;
        CREATE TABLE IF NOT EXISTS cli.shelves (id bigint PRIMARY KEY, room text);
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'stranger') THEN
            CREATE ROLE stranger LOGIN;
          END IF;
        END $$;
        """);
    String url = SharedCluster.get().standbyUrl().replaceFirst("user=[a-z_]+", "user=stranger");
    String shelves =
        LOG.replace("\"books\" AS b0", "\"cli\".\"shelves\" AS b0")
            .replace("b0.\"id\" = $1", "b0.\"room\" = $1")
            .replace("[1]", "[\"r1\"]");
    Outcome outcome = run("analyze", log("a.log", shelves), "--replica", url, "--format", "json");
    assertThat(outcome.says().code()).isEqualTo(Main.CLEAN);
    assertThat(outcome.out()).contains("missing-index").doesNotContain("\tat ");
  }

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Outcome outcome =
          run("serve", log("a.log", LOG), "--port", String.valueOf(taken.getLocalPort()));
      assertThat(outcome.says(String.valueOf(taken.getLocalPort())).code()).isEqualTo(Main.USAGE);
    }
  }

  /**
   * A file system of 64 kB, mounted for this test: only root may, elsewhere /dev/full stands in.
   */
  @ParameterizedTest
  @ValueSource(strings = {"json", "html"})
  void aFullDiskLeavesTheEarlierFileAndNothingElse(String format) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(
        command("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
        "only root may mount a small file system");
    try {
      Path output = Files.writeString(disk.resolve("report"), "the earlier report");
      Files.write(disk.resolve("filler"), new byte[61_000]);
      Outcome outcome =
          run("analyze", log("a.log", LOG), "--format", format, "--output", output.toString());
      assertThat(outcome.says("could not be written", "free some space").code())
          .isEqualTo(Main.USAGE);
      assertThat(output).hasContent("the earlier report");
      try (Stream<Path> files = Files.list(disk)) {
        assertThat(files.map(f -> f.getFileName().toString())).containsOnly("report", "filler");
      }
    } finally {
      command("umount", disk.toString());
    }
  }

  private static boolean command(String... words) throws Exception {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  @Test
  void anOutputThatIsAFolder() throws Exception {
    Outcome outcome = run("analyze", log("a.log", LOG), "--output", folder.toString());
    assertThat(outcome.says("is a folder", "Name a file").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void savedEvidenceAndAReplicaContradictEachOther() throws Exception {
    String log = log("a.log", LOG);
    Outcome both = run("analyze", log, "--evidence", "e.json", "--replica", "postgresql://h/d");
    assertThat(both.says("give one of them").code()).isEqualTo(Main.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--save-evidence", "--save-pg-stat-statements"})
  void nothingIsSavedOfAReplicaThatNobodyNamed(String option) throws Exception {
    String file = folder.resolve("kept").toString();
    Outcome outcome = run("analyze", log("a.log", LOG), option, file);
    assertThat(outcome.says(option, "add --replica").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void evidenceThatDoesNotExist() throws Exception {
    Outcome outcome = run("analyze", log("a.log", LOG), "--evidence", "none.json");
    assertThat(outcome.says("none.json does not exist", "--save-evidence").code())
        .isEqualTo(Main.INPUT);
  }

  @Test
  void aFullDeviceIsSaid() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "this system has no /dev/full");
    Outcome outcome = run("analyze", log("a.log", LOG), "--output", full.toString());
    assertThat(outcome.says("could not be written").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void anOutputInAFolderThatDoesNotExist() throws Exception {
    String output = folder.resolve("missing").resolve("review.json").toString();
    Outcome outcome = run("analyze", log("a.log", LOG), "--format", "json", "--output", output);
    assertThat(outcome.says("does not exist").code()).isEqualTo(Main.USAGE);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()).toList()).isEqualTo(List.of("a.log"));
    }
  }

  @Test
  void aWordThatIsNoOption() {
    assertThat(run("analyze", "x.log", "--formt", "json").says("--formt").code())
        .isEqualTo(Main.USAGE);
  }

  @Test
  void anEditorThatIsNone() throws Exception {
    Outcome outcome =
        run("analyze", log("a.log", LOG), "--format", "html", "--editor", "javascript:__FILE__");
    assertThat(outcome.says("--editor", "vscode").code()).isEqualTo(Main.USAGE);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void anUnknownDetector() {
    assertThat(run("explain", "n-plus-two").says("n-plus-one-query").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void savedEvidenceThatIsNone() throws Exception {
    Outcome outcome = run("analyze", log("a.log", LOG), "--evidence", log("e.json", "{}"));
    assertThat(outcome.says("--save-evidence").code()).isEqualTo(Main.INPUT);
  }

  @Test
  void anEarlierReviewThatIsNone() throws Exception {
    Outcome outcome =
        run(
            "digest",
            log("a.log", LOG),
            "--against",
            log("r.json", "{}"),
            "--output",
            folder.resolve("d").toString());
    assertThat(outcome.says("--format json").code()).isEqualTo(Main.USAGE);
  }

  @Test
  void severitiesDecideTheExitCodeOnlyWhenAsked() throws Exception {
    StringBuilder loop = new StringBuilder();
    for (int i = 1; i <= 12; i++) {
      loop.append(LOG.replace("[1]", "[" + i + "]").replace("00.100", "00.1" + (10 + i)));
    }
    String log = log("loop.log", loop.toString());
    assertThat(run("analyze", log).code()).isEqualTo(Main.CLEAN);
    assertThat(run("analyze", log, "--fail-on", "high").code()).isEqualTo(Main.FINDINGS);
  }
}
