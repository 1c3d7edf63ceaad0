package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Query;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What broke, cut or glued the lines of a log costs only what it destroyed, and is said. */
class DamageTest {

  private static final int QUERIES = 60;

  private static final Map<String, UnaryOperator<String>> AROUND =
      Map.of(
          "docker",
          line -> "2026-11-20T09:15:02.120352123Z " + line,
          "heroku",
          line -> "2026-11-20T09:15:02.120352+00:00 app[web.1]: " + line,
          "journald",
          line -> "Nov 20 09:15:02 web1 larder[812]: " + line,
          "syslog",
          line -> "<134>1 2026-11-20T09:15:02.120352Z web1 larder 812 - - " + line,
          "compose",
          line -> "web-1  | " + line);

  private static String message(int n, String parameter) {
    return n % 7 == 3
        ? "QUERY OK db=0.%dms idle=%d.5ms\nbegin []".formatted(n % 9, n)
        : ("QUERY OK source=\"crates\" db=%d.1ms queue=0.2ms\n"
                + "SELECT c0.\"id\", c0.\"label\", c0.\"weight_g\", c0.\"grower_id\" FROM \"crates\""
                + " AS c0 WHERE (c0.\"id\" = $1) AND (c0.\"label\" = $2) [%d, \"%s\"]\n"
                + "\u001b[90m↳ Larder.Packing.manifest/1, at: lib/larder/packing.ex:%d\u001b[0m")
            .formatted(n, n * 7919, parameter, n);
  }

  private static List<String> console(String parameter) {
    return IntStream.range(0, QUERIES)
        .mapToObj(
            n -> "09:15:%02d.120 request_id=F%d [debug] ".formatted(n, n) + message(n, parameter))
        .toList();
  }

  private static List<String> json() {
    return IntStream.range(0, QUERIES)
        .mapToObj(
            n ->
                "{\"message\":\"%s\",\"metadata\":{\"request_id\":\"F%d\"},\"severity\":\"debug\","
                        .formatted(escaped(message(n, "ü")), n)
                    + "\"time\":\"2026-11-20T09:15:%02d.120Z\"}".formatted(n))
        .toList();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\u001b", "\\u001B");
  }

  private static String lines(List<String> messages, UnaryOperator<String> wrap) {
    return String.join("\n", messages)
        .lines()
        .map(wrap)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private record Read(List<Query> queries, InputFile file) {

    long unreadLike(String reason) {
      return file.unread().stream().filter(u -> u.reason().contains(reason)).count();
    }
  }

  private static Read read(byte[] log) throws IOException {
    List<Query> queries = new ArrayList<>();
    InputFile file =
        new LogReader(
                event -> {
                  if (event instanceof LogEvent.Query query) {
                    queries.add(query);
                  }
                })
            .read("a.log", new ByteArrayInputStream(log), bytes -> {});
    return new Read(queries, file);
  }

  private static Read read(String log) throws IOException {
    return read(log.getBytes(UTF_8));
  }

  private static void isWhole(Read read) {
    assertThat(read.queries).as(read.file.format()).hasSize(QUERIES);
    assertThat(read.file.unread()).as(read.file.format()).isEmpty();
    assertThat(read.queries).extracting(Query::db).containsExactlyElementsOf(times());
    assertThat(read.queries)
        .extracting(q -> q.statement().text())
        .as(read.file.format())
        .containsOnly("begin", message(0, "").split("\n")[1].split(" \\[0")[0]);
    assertThat(read.file.lowerBounds()).isEmpty();
  }

  private static List<Long> times() {
    return IntStream.range(0, QUERIES)
        .mapToObj(n -> n % 7 == 3 ? (long) (n % 9) : n * 10L + 1)
        .toList();
  }

  /** As a terminal prints it, and what is copied from there. */
  private static String broken(String log, int width) {
    return log.replaceAll("\u001b\\[\\d*m", "").replaceAll("(.{%d})(?=.)".formatted(width), "$1\n");
  }

  @ParameterizedTest
  @CsvSource({
    "docker, 80",
    "docker, 120",
    "heroku, 80",
    "heroku, 120",
    "journald, 100",
    "syslog, 132",
    "compose, 80",
    "compose, 120"
  })
  void aTerminalBreaksWhatOtherProgramsWrapped(String wrapper, int width) throws IOException {
    String log = broken(lines(console("ü"), AROUND.get(wrapper)), width);

    for (String copied : List.of(log, log.replaceAll("(?m) $", ""))) {
      Read read = read(copied);

      isWhole(read);
      assertThat(read.file.format()).startsWith("wrapped+");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 120})
  void aTerminalBreaksRecords(int width) throws IOException {
    isWhole(read(broken(lines(json(), line -> line), width)));
  }

  @ParameterizedTest
  @CsvSource({"syslog, 100", "syslog, 300", "journald, 250", "heroku, 200"})
  void syslogBreaksRecords(String wrapper, int length) throws IOException {
    String pieces = broken(lines(json(), line -> line), length);

    isWhole(read(lines(List.of(pieces), AROUND.get(wrapper))));
  }

  @Test
  void aRecordWhoseRestIsLostIsCutAndNoMore() throws IOException {
    List<String> log = new ArrayList<>(json());
    log.set(8, log.get(8).substring(0, 150));
    log.set(20, log.get(20).substring(0, 30));
    Read read = read(lines(log, line -> line));

    assertThat(read.queries).hasSize(QUERIES - 1); // of the second only its first words are left
    assertThat(read.file.unread()).extracting(InputFile.Unread::line).contains(9L, 21L);
  }

  /** A crash, or a log emptied while it was written, leaves the end of a line out. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatFollowsInMidLineIsRead(boolean records) throws IOException {
    byte[] before = lines(records ? json() : console("x"), line -> line).getBytes(UTF_8);
    byte[] after = before.clone();
    int first = records ? 40 : 60;
    for (int cut = before.length / 2; cut < before.length / 2 + first * 4; cut += 3) {
      if (before[cut - 1] == ' ') {
        continue; // as if it were a prefix that the format does not know
      }
      ByteArrayOutputStream log = new ByteArrayOutputStream();
      log.write(before, 0, cut);
      log.write(after);
      Read alone = read(Arrays.copyOf(before, cut));
      Read read = read(log.toByteArray());

      assertThat(read.queries.size())
          .as("cut at " + cut)
          .isGreaterThanOrEqualTo(alone.queries.size() + QUERIES - 1);
      assertThat(read.queries)
          .extracting(Query::db)
          .as("cut behind " + new String(before, cut - 80, 80, UTF_8))
          .endsWith(times().toArray(Long[]::new));
    }
  }

  @Test
  void wordsOfParametersAreNoHeaders() throws IOException {
    for (String words :
        List.of(
            "mail: QUERY OK db=9.9ms and more",
            "a \\\"b\\\" QUERY ERROR source=\\\"x\\\" db=1.0e3ms\\nDELETE FROM x []",
            "09:15:03.001 request_id=F9 [debug] QUERY OK db=7.7ms",
            "] [1] (truncated)")) {
      Read read = read(lines(console(words), line -> line));

      isWhole(read);
      assertThat(read.file.format()).isEqualTo("console");
    }
  }

  @Test
  void nulsBetweenAndBeforeLinesAreNothing() throws IOException {
    String hole = "\0".repeat(300);
    String log =
        lines(console("ü"), line -> line.length() % 3 == 0 ? hole + "\n" + hole + line : line);

    Read read = read(log.replace(hole + "\n" + hole + "\u001b", "\u001b"));

    assertThat(read.queries).hasSize(QUERIES);
    assertThat(read.file.unread()).isEmpty();
  }

  @Test
  void aLogMayBeginInTheMiddleOfAQuery() throws IOException {
    String log = lines(console("ü"), line -> line);
    Read read = read(log.substring(log.indexOf('\n') + 1));

    assertThat(read.queries).hasSize(QUERIES - 1);
    assertThat(read.unreadLike("begins in the middle of a query")).isEqualTo(1);
    assertThat(read.file.unread().get(0).line()).isEqualTo(1);
    assertThat(read.file.lowerBounds()).isEmpty();
  }

  /** Of two instances that write into one file the busier one may come between for long. */
  @Test
  void aHeaderTakesItsStatementFromBehindAnotherInstance() throws IOException {
    List<String> log = new ArrayList<>(console("ü").subList(0, 12));
    String first = log.get(1);
    log.set(1, first.split("\n")[0]);
    log.add(11, first.substring(first.indexOf('\n') + 1));
    Read read = read(lines(log, line -> line));

    assertThat(read.queries).hasSize(12);
    assertThat(read.unreadLike("are torn apart by lines of others")).isEqualTo(1);
    assertThat(read.file.lowerBounds()).isEmpty();
  }

  /** Far from each other, they belong to two queries of which the other half is lost. */
  @Test
  void aHeaderTakesNoStatementFromFarOff() throws IOException {
    List<String> log = new ArrayList<>(console("ü").subList(0, 20));
    log.set(2, log.get(2).split("\n")[0]);
    log.set(18, log.get(18).substring(log.get(18).indexOf('\n') + 1));
    Read read = read(lines(log, line -> line));

    assertThat(read.queries).hasSize(18);
    assertThat(read.unreadLike("header without a statement")).isEqualTo(1);
    assertThat(read.unreadLike("without its QUERY header")).isEqualTo(1);
    assertThat(read.file.lowerBounds()).hasSize(2);
  }
}
