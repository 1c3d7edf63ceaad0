package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Query;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One small log in every format: each must be told from its bytes and read as the plain one is. */
class LogFormatTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CONSOLE =
      """
      10:15:30.100 request_id=F1 [info] GET /boats/7
      10:15:30.236 request_id=F1 [debug] QUERY OK source="boats" db=2.0ms queue=1.4ms idle=22.0ms
      SELECT b0."id" FROM "boats" AS b0 WHERE (b0."name" = $1) ["[debug] QUERY OK db=9.0ms"]
      \u001b[90m↳ Harbour.Fleet.show/1, at: lib/harbour/fleet.ex:27\u001b[0m
      10:15:30.240 request_id=F1 [debug] QUERY ERROR source="berths" db=0.3ms
      INSERT INTO "berths" ("boat_id")
      VALUES ($1) [7]
      10:15:30.250 request_id=F1 [info] Sent 200 in 150ms
      """;

  private final List<LogEvent> events = new ArrayList<>();
  private InputFile file;

  private void read(String log) {
    read(log, LogFormat.DETECTED);
  }

  private void read(String log, LogFormat format) {
    try {
      file =
          new LogReader(events::add, Function.identity())
              .as(format)
              .read("app.log", new ByteArrayInputStream(log.getBytes(UTF_8)), n -> {});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<Query> queries() {
    return events.stream().filter(Query.class::isInstance).map(Query.class::cast).toList();
  }

  private static Arguments lines(String format, UnaryOperator<String> wrap) {
    String log = CONSOLE.lines().map(wrap).collect(Collectors.joining("\n", "", "\n"));
    return Arguments.of(format, log);
  }

  private static Arguments prefix(String format, String prefix) {
    return lines(format, line -> prefix + line);
  }

  private static String json(Object... keysAndValues) {
    Map<String, Object> object = new java.util.LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    try {
      return JSON.writeValueAsString(object);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Integer> bytes(String text) {
    List<Integer> bytes = new ArrayList<>();
    for (byte b : text.getBytes(UTF_8)) {
      bytes.add(b & 0xff);
    }
    return bytes;
  }

  static Stream<Arguments> formats() {
    String time = "2026-11-20T10:15:30.236034Z";
    return Stream.of(
        Arguments.of("console", CONSOLE),
        Arguments.of("console", CONSOLE.replace("\n", "\r\n")),
        prefix("compose+console", "web-1  | "),
        prefix("compose+console", "\u001b[36mweb-1  | \u001b[0m"),
        prefix("kubectl+console", "[pod/web-6b7f/app] "),
        prefix("kubectl+timestamps+console", "[pod/web-6b7f/app] " + time + " "),
        prefix("cri+console", time + " stdout F "),
        lines(
            "cri+console",
            line ->
                line.length() < 40
                    ? time + " stdout F " + line
                    : time
                        + " stdout P "
                        + line.substring(0, 33)
                        + "\n"
                        + time
                        + " stdout F "
                        + line.substring(33)),
        prefix("heroku+console", "2026-11-20T10:15:30.236034+00:00 app[web.1]: "),
        prefix("fly+console", time + " app[148e21 3d8] ams [info]"),
        prefix("journald+console", "Nov 20 10:15:30 host-1 harbour[4242]: "),
        prefix("journald+console", "2026-11-20T10:15:30+0000 host-1 harbour[4242]: "),
        prefix("syslog+console", "<134>Nov 20 10:15:30 host-1 harbour[4242]: "),
        prefix("syslog+console", "<134>1 " + time + " host-1 harbour 4242 - - "),
        prefix("syslog+console", "<134>1 " + time + " host-1 harbour web.1 - [x@1 a=\"b\"] "),
        prefix("cloudwatch+console", time + " ecs/web/0f3a "),
        prefix("loki+console", time + " {app=\"web\", pod=\"web-1\"} "),
        prefix("timestamps+console", time + " "),
        prefix("compose+timestamps+console", "web-1  | " + time + " "),
        prefix("comment+console", "# "),
        prefix("prefixed+console", "web-6b7f9c8d5-x2x4z app "),
        prefix("journald+console", "[ 1234.236034] host-1 harbour[4242]: "),
        prefix("github+console", "test\tRun mix test\t" + time + " "),
        lines("json-lines+console", line -> json("at", time, "event", Map.of("original", line))),
        lines("json-lines+console", line -> json("data", Map.of("entry", line), "at", time)),
        lines(
            "json-lines+console",
            line -> json("log", line + "\n", "stream", "stdout", "time", time)),
        lines(
            "json-lines+console",
            line -> json("__REALTIME_TIMESTAMP", "1763633730000000", "MESSAGE", bytes(line))),
        lines(
            "json-lines+console",
            line -> json("labels", Map.of("pod", "web-1"), "line", line, "timestamp", time)),
        lines(
            "json-lines+console",
            line -> json("logStreamName", "web/1", "timestamp", 1763633730000L, "message", line)),
        Arguments.of(
            "custom", CONSOLE.replace("10:15", "2026/11/20 10:15").replace("F1 [debug]", "F1 D")),
        Arguments.of("export+json-lines+console", pretty("events", "message")),
        Arguments.of("export+json-lines+console", pretty("rows", "line")),
        Arguments.of("export+json-lines+console", loki()),
        Arguments.of("export+json-lines+console", csv()),
        Arguments.of("custom", custom("$1: [2026-11-20 $2] $3| ")),
        Arguments.of("custom", custom("<$1> at=$2 $3>> ")));
  }

  /** Of {@code aws logs filter-log-events} and of Grafana's download. */
  private static String pretty(String array, String key) {
    List<Map<String, Object>> records =
        CONSOLE
            .lines()
            .map(line -> Map.<String, Object>of("timestamp", 1763633730000L, key, line))
            .toList();
    return json(array, records).replace("},{", "},\n  {\n").replace("[{", "[\n{");
  }

  /** The newest first, as Loki's API gives them. */
  private static String loki() {
    List<List<String>> values = new ArrayList<>();
    CONSOLE.lines().forEach(line -> values.add(0, List.of("176363373" + values.size(), line)));
    Map<String, Object> stream = Map.of("stream", Map.of("pod", "web-1"), "values", values);
    return json("status", "success", "data", Map.of("result", List.of(stream)));
  }

  private static String csv() {
    return "timestamp,message\r\n"
        + CONSOLE
            .lines()
            .map(line -> "1763633730000,\"" + line.replace("\"", "\"\"") + "\"\r\n")
            .collect(Collectors.joining());
  }

  private static String custom(String prefix) {
    return CONSOLE.replaceAll(
        "(?m)^(10:15:30\\.\\d+) (request_id=F1 )\\[(\\w+)\\] ",
        prefix.replace("$1", "#3").replace("$2", "#1").replace("$3", "#2").replace('#', '$'));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void isDetectedAndRead(String format, String log) {
    read(log);

    assertThat(file.format()).isEqualTo(format);
    assertThat(file.unread()).isEmpty();
    assertThat(file.headers()).isEqualTo(2);
    assertThat(queries()).extracting(Query::source).containsExactly("boats", "berths");
    assertThat(queries()).extracting(Query::ok).containsExactly(true, false);
    assertThat(queries()).extracting(q -> q.process().requestId()).containsOnly("F1");
    Query first = queries().get(0);
    assertThat(first.db()).isEqualTo(20);
    assertThat(first.queue()).isEqualTo(14);
    assertThat(first.parameters().text()).isEqualTo("[\"[debug] QUERY OK db=9.0ms\"]");
    assertThat(first.callSite().path()).isEqualTo("lib/harbour/fleet.ex:27");
    assertThat(queries().get(1).statement().text())
        .isEqualTo("INSERT INTO \"berths\" (\"boat_id\")\nVALUES ($1)");
  }

  private static final String MESSAGE =
      "QUERY OK source=\"boats\" db=2.0ms\nSELECT \"ü\" WHERE x = $1 [\"a\\\"b\"]\n"
          + "\u001b[90m↳ Harbour.Fleet.show/1, at: lib/harbour/fleet.ex:27\u001b[0m";

  static Stream<String> loggers() {
    return Stream.of(
        json(
            "message",
            MESSAGE,
            "metadata",
            Map.of("request_id", "F1", "pid", "#PID<0.26.0>", "line", 50),
            "severity",
            "debug",
            "time",
            "1970-01-01T10:15:30.236Z"),
        json(
            "logger",
            Map.of("thread_name", "#PID<0.26.0>", "line", 1),
            "message",
            MESSAGE,
            "request_id",
            "F1",
            "syslog",
            Map.of("severity", "debug", "timestamp", "1970-01-01T10:15:30.236Z")),
        json(
            "@timestamp", "1970-01-01T10:15:30.236Z",
            "log.level", "debug",
            "log.origin", Map.of("function", "log/5"),
            "message", MESSAGE,
            "pid", "#PID<0.26.0>",
            "request_id", "F1"),
        json(
            "insertId", "x",
            "jsonPayload", Map.of("message", MESSAGE, "request_id", "F1", "pid", "<0.26.0>"),
            "timestamp", "1970-01-01T10:15:30.236Z"));
  }

  @ParameterizedTest
  @MethodSource("loggers")
  void jsonRecordsAreMessages(String record) {
    for (String log : List.of(record + "\n", json("log", record + "\n", "stream", "stdout"))) {
      events.clear();
      read(log);

      Query query = queries().get(0);
      assertThat(query.statement().text()).isEqualTo("SELECT \"ü\" WHERE x = $1");
      assertThat(query.parameters().text()).isEqualTo("[\"a\\\"b\"]");
      assertThat(query.callSite().line()).isEqualTo(27);
      assertThat(query.process()).isEqualTo(new LogEvent.Process("F1", "<0.26.0>"));
      assertThat(query.clock()).isEqualTo(((10 * 60 + 15) * 60 + 30) * 10_000L + 2360);
      assertThat(file.format()).endsWith("json");
      assertThat(file.unread()).isEmpty();
    }
  }

  @Test
  void telemetryRecordsHaveMicroseconds() {
    Map<String, Object> times =
        Map.of(
            "execution_time_us",
            2199,
            "decode_time_us",
            40,
            "queue_time_us",
            150,
            "repo",
            "H.Repo");
    read(json("message", "SELECT 1", "metadata", Map.of("query", times), "severity", "info"));

    Query query = queries().get(0);
    assertThat(query.statement().text()).isEqualTo("SELECT 1");
    assertThat(query.db()).isEqualTo(21);
    assertThat(query.queue()).isEqualTo(1);
    assertThat(query.decode()).isEqualTo(LogEvent.ABSENT);
  }

  /** Most lines that hold SELECT are within statements written on several lines. */
  @Test
  void aPrefixIsLearnedFromTheLinesBelowHeaders() {
    String query =
        """
        10:15:30.236 [debug] QUERY OK db=2.0ms
        WITH crews AS (
            SELECT id FROM crews WHERE boat_id = $1
          UNION ALL
            SELECT id FROM guests WHERE boat_id = $1
        )
        SELECT count(*) FROM crews
         [1]
        """;
    read(query.repeat(9).replaceAll("(?m)^(?=.)", "[web.1]: "));

    assertThat(file.format()).isEqualTo("prefixed+console");
    assertThat(queries()).hasSize(9);
  }

  @Test
  void instancesMixedLineByLineAreApart() {
    List<String> first = CONSOLE.lines().toList();
    List<String> second = CONSOLE.replace("boats", "crews").lines().toList();
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < first.size(); i++) {
      log.append("web-1  | ").append(first.get(i)).append('\n');
      log.append("web-2  | ").append(second.get(i)).append('\n');
    }
    read(log.toString());

    assertThat(queries()).hasSize(4);
    assertThat(file.unread()).isEmpty();
    assertThat(queries())
        .filteredOn(q -> q.process().instance().equals("web-2"))
        .extracting(Query::source)
        .containsExactly("crews", "berths");
  }

  @Test
  void instancesWithoutAPrefixAreGuessedAndSaid() {
    read(
        """
        10:15:30.236 [debug] QUERY OK source="boats" db=2.0ms
        10:15:30.236 [debug] QUERY OK source="crews" db=3.0ms
        SELECT b0."id" FROM "boats" AS b0 [1]
        SELECT c0."id" FROM "crews" AS c0 [2]
        """);

    assertThat(queries()).extracting(Query::source).containsExactlyInAnyOrder("boats", "crews");
    assertThat(queries()).allMatch(q -> q.statement().text().contains(q.source()));
    assertThat(file.unread()).singleElement().asString().contains("torn apart");
  }

  @Test
  void aTerminalsLineBreaksAreUndone() {
    String text = CONSOLE.replaceAll("\u001b\\[\\d+m", "").repeat(3);
    String broken =
        text.lines()
            .map(line -> line.replaceAll("(.{50})(?=.)", "$1\n"))
            .collect(Collectors.joining("\n", "", "\n"));
    read(broken);

    assertThat(file.format()).isEqualTo("wrapped+console");
    assertThat(queries()).hasSize(6);
    assertThat(queries().get(0).callSite().path()).isEqualTo("lib/harbour/fleet.ex:27");
    assertThat(queries().get(0).idle()).isEqualTo(220);
    assertThat(file.unread()).isEmpty();
  }

  @Test
  void noticesOfDroppedMessagesMakeLowerBounds() {
    read(CONSOLE + "10:15:31.000 [notice] Handler :default flushed 12 log events\n");

    assertThat(file.lowerBounds())
        .containsExactly("the log says that at least 12 messages were dropped, first at line 9");
  }

  private static final String RECORD =
      "{\"time\":\"2026-11-20T10:15:31.000Z\",\"severity\":\"debug\",\"metadata\":{},\"message\":\"QUERY OK"
          + " source=\\\"crews\\\" db=2.0ms\\nSELECT c0.\\\"id\\\" FROM \\\"crews\\\" AS c0 []\"}\n";

  @Test
  void recordsBetweenTheLinesOfAConsoleAreRead() {
    read(CONSOLE + RECORD + CONSOLE);

    assertThat(file.format()).isEqualTo("mixed+console");
    assertThat(queries()).extracting(Query::source).contains("crews").hasSize(5);
    assertThat(file.headers()).isEqualTo(5);
    assertThat(file.unread()).isEmpty();
  }

  @Test
  void oneInstanceMayWriteJsonAndAnotherNot() {
    String console =
        CONSOLE.lines().map(line -> "web-1 | " + line).collect(Collectors.joining("\n", "", "\n"));
    read(console + "web-2 | " + RECORD + console);

    assertThat(file.format()).isEqualTo("compose+console");
    assertThat(queries()).extracting(Query::source).contains("crews").hasSize(5);
  }

  @Test
  void whatJournaldLeftOutMakesLowerBounds() {
    String journal =
        CONSOLE
            .lines()
            .map(line -> "Nov 20 10:15:30 host-1 shop[42]: " + line)
            .collect(Collectors.joining("\n", "", "\n"));
    read(journal + "Nov 20 10:15:31 host-1 shop[42]: [98B blob data]\n");

    assertThat(file.lowerBounds()).singleElement().asString().contains("left out 1 texts", "--all");
    assertThat(file.unread())
        .singleElement()
        .extracting(InputFile.Unread::line)
        .isEqualTo(CONSOLE.lines().count() + 1);
  }

  @Test
  void nothingLostIsNoLowerBound() {
    read(CONSOLE);

    assertThat(file.lowerBounds()).isEmpty();
    assertThat(file.database()).isEqualTo("postgresql");
  }

  static Stream<Arguments> databases() {
    return Stream.of(
        Arguments.of("mysql", "SELECT u0.`id` FROM `users` AS u0 WHERE (u0.`id` = ?)"),
        Arguments.of("tds", "SELECT u0.[id] FROM [users] AS u0 WHERE (u0.[id] = @1)"),
        Arguments.of("sqlite", "SELECT u0.\"id\" FROM \"users\" AS u0 WHERE (u0.\"id\" = ?)"),
        Arguments.of(
            "clickhouse", "SELECT u0.\"id\" FROM \"users\" AS u0 WHERE (u0.\"id\" = {$0:Int64})"),
        Arguments.of("postgresql", "SELECT u0.\"id\" FROM \"users\" AS u0 WHERE (u0.\"a\" ? $1)"));
  }

  @ParameterizedTest
  @MethodSource("databases")
  void otherDatabasesAreNamed(String name, String sql) {
    read("[debug] QUERY OK source=\"users\" db=0.1ms\n" + sql + " [1]\n");

    assertThat(file.database()).isEqualTo(name);
    assertThat(queries().get(0).statement().text()).isEqualTo(sql);
  }

  @Test
  void aNameOverrulesDetection() {
    String log = "web-1  | [debug] QUERY OK db=0.1ms\nweb-1  | SELECT 1 []\n";
    read(log, LogFormat.named("Console").orElseThrow());
    assertThat(queries()).isEmpty();

    read(log, LogFormat.named("compose+console").orElseThrow());
    assertThat(queries()).hasSize(1);
    assertThat(LogFormat.named("morse")).isEmpty();
  }

  @Test
  void aDamagedRecordIsReportedAndTheNextIsRead() {
    String good = json("message", MESSAGE, "severity", "debug", "time", "x");
    read(good + "\n" + good.substring(0, 60) + "\n" + good + good + "\n");

    assertThat(file.headers()).isEqualTo(4);
    assertThat(file.unread()).isNotEmpty().allMatch(u -> u.line() == 2);
    assertThat(queries()).hasSizeBetween(3, 4);
  }

  /** Before Ecto 2 the times stood behind the parameters, or in a message of their own. */
  @Test
  void queriesOfEcto1() {
    read(
        """
        [debug] SELECT b0."id" FROM "boats" AS b0
          WHERE (b0."name" = $1) ["x"] OK query=95.5ms decode=0.1ms queue=7.5ms
        [info] Sent 200 in 15ms
        [debug] INSERT INTO "berths" ("boat_id") VALUES ($1) [7]
        [debug] ERROR query=4.7ms queue=0.1ms
        [debug] begin [] OK query=0.1ms
        """);

    assertThat(queries()).extracting(Query::db).containsExactly(955L, 47L, 1L);
    assertThat(queries()).extracting(Query::queue).containsExactly(75L, 1L, LogEvent.ABSENT);
    assertThat(queries()).extracting(Query::ok).containsExactly(true, false, true);
    assertThat(queries().get(0).parameters().text()).isEqualTo("[\"x\"]");
    assertThat(queries().get(1).statement().text())
        .isEqualTo("INSERT INTO \"berths\" (\"boat_id\") VALUES ($1)");
    assertThat(file.unread()).isEmpty();
  }

  /** {@code format: "$time [$level] $message $metadata"}. */
  @Test
  void metadataMayStandBehindTheMessage() {
    String behind =
        CONSOLE
            .replaceAll("request_id=F1 ", "")
            .replaceAll(
                "(?m)((?:\\[7]|\u001b\\[0m|ms)) *$(?!\\nSELECT|\\nINSERT)",
                "$1 request_id=F1 pid=<0.4.0> ");
    read(behind);

    assertThat(queries()).hasSize(2);
    assertThat(queries()).extracting(q -> q.process().requestId()).containsOnly("F1");
    assertThat(queries()).extracting(q -> q.process().pid()).containsOnly("<0.4.0>");
    assertThat(queries().get(1).parameters().text()).isEqualTo("[7]");
    assertThat(queries().get(0).callSite().path()).isEqualTo("lib/harbour/fleet.ex:27");
    assertThat(file.unread()).isEmpty();
  }

  /**
   * Headers that happen to be the longest lines, and equally long, were not broken by a terminal.
   */
  @Test
  void linesOfOneLengthAreNotWrappedForThat() {
    StringBuilder log = new StringBuilder();
    for (int i = 1; i < 9; i++) {
      log.append(
          "10:15:30.23" + i + " [debug] QUERY OK source=\"boats\" db=2." + i + "ms idle=22.0ms\n");
      log.append("SELECT b0.\"id\" FROM \"boats\" AS b0 [" + i + "]\n\n");
    }
    read(log.toString());

    assertThat(file.format()).isEqualTo("console");
    assertThat(queries()).hasSize(8);
    assertThat(file.unread()).isEmpty();
  }

  /** Lines that came in pieces and have no end are bounded; what is given up is said. */
  @Test
  void beginningsWithoutAnEndAreNotKeptForEver() {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 2_100; i++) {
      log.append(json("pod", "web-" + i, "log", "[debug] QUERY OK db=1.0ms\n")).append('\n');
      log.append(json("pod", "web-" + i, "log", "SELECT 1 ")).append('\n');
    }
    read(log.toString());

    assertThat(file.unread())
        .extracting(InputFile.Unread::reason)
        .anyMatch(r -> r.contains("in pieces"));
  }
}
