package dev.ectoscope.log.reading;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ectoscope.log.InputFile;
import dev.ectoscope.log.LogEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats that applications set for themselves say the same of queries, units and their ids. */
class OwnFormatsTest {

  /** One entry as Logger is given it; times are seconds after ten o'clock. */
  private record Entry(int second, String level, String id, String pid, String message) {

    String time() {
      return "2026-11-20 10:00:%02d.250".formatted(second);
    }

    String request() {
      return id.isEmpty() ? "" : "request_id=" + id + " ";
    }
  }

  private static List<Entry> log() {
    List<Entry> log = new ArrayList<>();
    for (int i = 10; i < 40; i += 2) {
      // about one id of thirty has no digit
      String id = i == 20 ? "GMxxfQtabnnLrTqAAAB" : "GMx7fQ2ab%dLrT9AAAB".formatted(i);
      String pid = "<0.%d.0>".formatted(300 + i);
      log.add(new Entry(i, "info", id, pid, "GET /boats"));
      log.add(
          new Entry(
              i,
              "debug",
              id,
              pid,
              """
              QUERY OK source="boats" db=2.1ms idle=22.0ms
              SELECT b0."id" FROM "boats" AS b0 WHERE (b0."name" = $1) ["x"]
              \u001b[90m↳ Harbour.Fleet.show/1, at: lib/harbour/fleet.ex:7\u001b[0m"""));
      log.add(
          new Entry(
              i, "debug", "", "<0.99.0>", "QUERY OK db=0.4ms\nSELECT count(*) FROM \"berths\" []"));
      log.add(new Entry(i + 1, "info", id, pid, "Sent 200 in 12ms"));
    }
    return log;
  }

  private static final String IDS = "ids";
  private static final String PIDS = "pids";

  /** By what they tell: request ids, or pids. */
  private static Map<String, Function<Entry, String>> formats() {
    Map<String, Function<Entry, String>> all = new LinkedHashMap<>();
    all.put("ids: level, time", e -> "[" + e.level + "] " + e.time() + " " + e.request());
    all.put("ids: metadata, time", e -> e.request() + e.time() + " [" + e.level + "] ");
    all.put("ids: level, id in brackets", e -> plain(e) + bracketed(e.id));
    all.put(
        "ids: named with a colon",
        e -> plain(e) + (e.id.isEmpty() ? "" : "request_id: " + e.id + " "));
    all.put("ids: another key", e -> plain(e) + e.request().replace("request_id", "x_request_id"));
    all.put("ids: tabs", e -> e.time() + "\t" + e.level + "\t" + e.id + "\t");
    all.put(
        "ids: bars",
        e -> e.level + "|" + e.time() + "|" + (e.id.isEmpty() ? "-" : e.id) + "|" + e.pid + "|");
    all.put(
        "ids: application first",
        e -> "harbour " + e.time().substring(11) + " " + e.request() + "[" + e.level + "] ");
    all.put("ids: not only ASCII", e -> "🔎 " + e.time() + " " + e.request() + e.level + " ▶ ");
    all.put("ids: line break", e -> e.time() + " " + e.request() + "[" + e.level + "]\n");
    all.put(
        "ids: coloured level",
        e -> e.time() + " " + e.request() + "[\u001b[36m" + e.level + "\u001b[0m] ");
    all.put(
        "ids: words before the level",
        e -> e.time() + " " + e.request() + "agent=A/5 (X11; L) [" + e.level + "] ");
    all.put("pids: a level and a pid", e -> plain(e) + "#PID" + e.pid + " ");
    all.put("pids: as Erlang's", e -> e.time() + "+00:00 [" + e.level + "] " + e.pid + " ");
    all.put("pids: single_line", e -> e.time() + "+00:00 " + e.level + ": [" + e.pid + "] ");
    all.put(
        "pids: a web server's time",
        e -> "20/Nov/2026:10:00:%02d +0000 [%s] pid=%s ".formatted(e.second, e.level, e.pid));
    return all;
  }

  private static String plain(Entry e) {
    return e.time().substring(11) + " [" + e.level + "] ";
  }

  private static String bracketed(String id) {
    return id.isEmpty() ? "" : "[" + id + "] ";
  }

  static Stream<String> names() {
    return formats().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void sayTheSame(String name) throws IOException {
    boolean ids = name.startsWith(IDS);
    Function<Entry, String> format = formats().get(name);

    List<String> said = said(e -> format.apply(e) + e.message, ids, !ids);

    assertThat(said).isEqualTo(said(e -> usual(e, ids) + e.message, ids, !ids));
    assertThat(said).hasSize(60).filteredOn(s -> s.contains(ids ? "GMx7" : PIDS)).isNotEmpty();
  }

  private static String usual(Entry e, boolean ids) {
    return e.time() + " " + (ids ? e.request() : "pid=" + e.pid + " ") + "[" + e.level + "] ";
  }

  /** As formatters of one's own print it: {@code Sent 200 in 45ms @metadata {"level":…}}. */
  @ParameterizedTest
  @ValueSource(strings = {" ", " @metadata "})
  void metadataMayFollowAsJson(String before) throws IOException {
    List<String> said =
        said(
            e ->
                plain(e)
                    + e.message
                    + before
                    + "{\"level\":\"debug\",\"context\":{\"request_id\":\""
                    + e.id
                    + "\",\"tags\":[\"a }\"]}}",
            true,
            false);

    assertThat(said).isEqualTo(said(e -> usual(e, true) + e.message, true, false));
  }

  /** {@code format: "$message\n"}: nothing tells entries apart but what they are. */
  @Test
  void messagesAloneAreEntries() throws IOException {
    List<String> said = said(e -> e.message, false, false);

    assertThat(said).isEqualTo(said(e -> "[" + e.level + "] " + e.message, false, false));
  }

  /** Erlang's logger_formatter, {@code single_line} of which is on by default. */
  @Test
  void linesOfAMessageMayBePutTogether() throws IOException {
    List<String> said =
        said(
            e -> e.time() + "+00:00 " + e.level + ": " + e.message.replaceAll(",?\n\\s*", ", "),
            false,
            false);

    assertThat(said).isEqualTo(said(e -> "[" + e.level + "] " + e.message, false, false));
  }

  private static List<String> said(Function<Entry, String> format, boolean ids, boolean pids)
      throws IOException {
    StringBuilder text = new StringBuilder();
    log().forEach(e -> text.append(format.apply(e)).append('\n'));
    List<String> said = new ArrayList<>();
    InputFile file =
        new LogReader(event -> said.add(about(event, ids, pids)))
            .read("own.log", new ByteArrayInputStream(text.toString().getBytes(UTF_8)), n -> {});
    assertThat(file.unread()).isEmpty();
    assertThat(file.headers()).isEqualTo(file.understood()).isEqualTo(30);
    return said;
  }

  private static String about(LogEvent event, boolean ids, boolean pids) {
    String whose =
        (ids ? event.process().requestId() : "") + (pids ? PIDS + event.process().pid() : "");
    if (event instanceof LogEvent.Query q) {
      return whose + " " + q.source() + q.db() + q.statement().text() + q.callSite();
    }
    return event instanceof LogEvent.UnitStarted u
        ? whose + " begins " + u.name()
        : whose + " " + event.getClass().getSimpleName();
  }
}
