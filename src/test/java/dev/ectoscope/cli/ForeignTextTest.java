package dev.ectoscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A log is foreign text: it neither stops the review nor steers the terminal or the browser. */
class ForeignTextTest {

  /** Names the window, turns the text red, does so with one character, turns it around. */
  private static final String STEERING = "\u001b]0;owned\u0007\u001b[31m\u009b31m\u202e";

  private static final String SCRIPT = "<script>alert(1)</script>";

  @TempDir Path folder;

  /** Where foreign text stands in {@link #log}. */
  enum Place {
    TABLE,
    COLUMN,
    FUNCTION,
    FILE,
    REQUEST
  }

  private String log(Place place, String text) throws Exception {
    String path = place == Place.REQUEST ? "/books" + text : "/books";
    String table = place == Place.TABLE ? "boo" + text + "ks" : "books";
    String column = place == Place.COLUMN ? "shel" + text + "f_id" : "shelf_id";
    String function =
        place == Place.FUNCTION ? "MyApp.Books.ge" + text + "t/1" : "MyApp.Books.get/1";
    String file = place == Place.FILE ? "lib/boo" + text + "ks.ex" : "lib/books.ex";
    // Where the log prints no call site, the report says the request instead.
    String site = place == Place.REQUEST ? "" : "\n↳ " + function + ", at: " + file + ":20";
    String queries =
        IntStream.range(1, 20)
            .mapToObj(
                i ->
                    "10:00:01.%03d request_id=A1 [debug] QUERY OK source=\"books\" db=1.2ms\n"
                            .formatted(4 * i)
                        + "SELECT b0.\"id\" FROM \"%s\" AS b0 WHERE (b0.\"%s\" = $1) [%d]"
                            .formatted(table, column, i)
                        + site)
            .collect(Collectors.joining("\n"));
    return written(
        "10:00:01.000 request_id=A1 [info] GET "
            + path
            + "\n"
            + queries
            + "\n"
            + "10:00:02.000 request_id=A1 [info] Sent 200 in 999ms\n");
  }

  private String written(String text) throws Exception {
    return Files.writeString(folder.resolve("dev.log"), text).toString();
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void nothingOfItSteersTheTerminal(Place place) throws Exception {
    CommandLineRun run = CommandLineRun.of("analyze", log(place, STEERING));
    assertThat(run.code()).isEqualTo(Main.CLEAN);
    assertThat(run.out()).contains("is read once per");
    assertThat(run.out().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\u202e]");
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void nothingOfItRunsInTheBrowser(Place place) throws Exception {
    CommandLineRun run = CommandLineRun.of("analyze", log(place, SCRIPT), "--format", "html");
    assertThat(run.code()).isEqualTo(Main.CLEAN);
    assertThat(run.out()).doesNotContain(SCRIPT);
  }

  /** A document of some kilobytes, as an import writes it into its statements. */
  @ParameterizedTest
  @ValueSource(strings = {"console", "json", "html"})
  void aStatementWithALongLiteralIsReadAsAnyOther(String format) throws Exception {
    String literal = "it''s ".repeat(20_000);
    String text =
        "10:00:01.000 [debug] QUERY OK source=\"books\" db=1.2ms\n"
            + "SELECT b0.\"id\" FROM \"books\" AS b0 WHERE (b0.\"note\" = '"
            + literal
            + "') []\n";
    CommandLineRun run = CommandLineRun.of("analyze", written(text), "--format", format);
    assertThat(run.err()).isEmpty();
    assertThat(run.code()).isEqualTo(Main.CLEAN);
  }

  /** The list of them is cut after a thousand; their number is not. */
  @Test
  void asManyLinesAreSaidToBeUnreadAsThereAre() throws Exception {
    String start =
        "{\"time\":\"2024-05-01T10:00:00.000Z\",\"severity\":\"debug\",\"message\":\"QUERY OK";
    String read = start + " source=\\\"books\\\" db=1.2ms\\nSELECT 1 []\"}\n";
    String log = written(read.repeat(200) + (start + " sou\n").repeat(1_500));
    assertThat(CommandLineRun.of("analyze", log).out())
        .contains("1,500 lines", "not understood: 201, 202, 203 and 1,497 more");
    assertThat(CommandLineRun.of("analyze", log, "--format", "html").out())
        .contains("1,500\u00a0lines not understood");
  }

  @Test
  void whatOfManyFilesWasNotReadIsSaidByName() throws Exception {
    String query = "10:00:01.000 [debug] QUERY OK source=\"books\" db=1.2ms\nSELECT 1 []\n";
    for (int i = 0; i < 9; i++) {
      Files.writeString(folder.resolve("web-" + (char) ('a' + i) + ".log"), query.repeat(5));
    }
    Files.writeString(folder.resolve("web-c.log"), query.replace("source", "sou rce"));
    Files.write(folder.resolve("core.log"), new byte[] {0, 1, 2, 3, 0, 0, 0, 4, 5, 0, 0, 0});
    String out = CommandLineRun.of("analyze", folder.toString()).out();
    assertThat(out).contains("1 line ", "not understood: web-c.log 1\n");
    assertThat(out).contains("1 file ", "not read: ", "core.log is a binary");
    assertThat(out).containsPattern("Next: ectoscope analyze (\\S+ ){5}… --format html");
  }

  @Test
  void neitherDoesAPlan() throws Exception {
    String plan =
        "Seq Scan on boo"
            + STEERING
            + "ks  (cost=0.00..1.00 rows=1 width=4) (actual time=0.01..0.02"
            + " rows=1 loops=1)\n  Filter: (note = 'a"
            + STEERING
            + "')\nPlanning Time: 0.1 ms\n"
            + "Execution Time: 0.2 ms\n";
    CommandLineRun run = CommandLineRun.of("plan", written(plan));
    assertThat(run.code()).as(run.err()).isEqualTo(Main.CLEAN);
    assertThat(run.out().replace("\n", "")).doesNotContainPattern("[\\p{Cc}\u202e]");
  }
}
