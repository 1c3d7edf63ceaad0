package dev.ectoscope.log.reading;

import static dev.ectoscope.log.reading.Wrappers.bytes;
import static dev.ectoscope.log.reading.Wrappers.cell;
import static dev.ectoscope.log.reading.Wrappers.csv;
import static dev.ectoscope.log.reading.Wrappers.joined;
import static dev.ectoscope.log.reading.Wrappers.json;
import static dev.ectoscope.log.reading.Wrappers.lines;
import static dev.ectoscope.log.reading.Wrappers.map;
import static dev.ectoscope.log.reading.Wrappers.micros;
import static dev.ectoscope.log.reading.Wrappers.millis;
import static dev.ectoscope.log.reading.Wrappers.ms;
import static dev.ectoscope.log.reading.Wrappers.nanos;
import static dev.ectoscope.log.reading.Wrappers.pretty;
import static dev.ectoscope.log.reading.Wrappers.records;
import static dev.ectoscope.log.reading.Wrappers.seconds;
import static dev.ectoscope.log.reading.Wrappers.spaced;
import static dev.ectoscope.log.reading.Wrappers.value;
import static dev.ectoscope.log.reading.Wrappers.wrapped;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What hosts, continuous integration and further log stores make of a log. */
final class PlatformWrappers {

  private static final int BATCH = 7;

  private PlatformWrappers() {}

  static void addTo(Map<String, Function<List<String>, byte[]>> all) {
    hosts(all);
    integration(all);
    stores(all);
    batches(all);
    copies(all);
  }

  private static void hosts(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "digital ocean", lines((line, n) -> "web-6b7f9c8d5-x2x4z web " + nanos(n) + " " + line));
    all.put("digital ocean, short", lines((line, n) -> "web " + nanos(n) + " " + line));
    all.put(
        "scalingo", lines((line, n) -> micros(n).replace('T', ' ') + " +0100 CET [web-1] " + line));
    all.put("dokku", lines((line, n) -> "\u001b[36m" + nanos(n) + " app[web.1]:\u001b[0m " + line));
    all.put(
        "cloud foundry",
        lines(
            (line, n) ->
                "   " + millis(n).substring(0, 22) + "+0000 [APP/PROC/WEB/0] OUT " + line));
    all.put("podman -t -n", lines((line, n) -> seconds(n) + "+00:00 shop " + line));
    all.put("azure log stream", lines((line, n) -> millis(n) + "Z " + line));
    all.put("gcloud run", lines((line, n) -> spaced(n).substring(0, 19) + " " + line));
    all.put(
        "railway --json",
        lines((line, n) -> json("message", line, "severity", "info", "timestamp", nanos(n))));
    all.put(
        "railway download",
        log ->
            bytes(
                pretty(
                    records(
                        log,
                        (line, n) ->
                            map(
                                "message",
                                line,
                                "severity",
                                "info",
                                "attributes",
                                Map.of("level", "info"),
                                "tags",
                                Map.of("project", "p", "service", "s"),
                                "timestamp",
                                nanos(n))))));
    all.put(
        "firelens",
        lines(
            (line, n) ->
                json(
                    "container_id",
                    "0f3a-1",
                    "container_name",
                    "/ecs-shop-12-web-f0",
                    "ecs_cluster",
                    "shop",
                    "ecs_task_arn",
                    "arn:aws:ecs:eu:1:task/shop/1",
                    "log",
                    line,
                    "source",
                    "stdout")));
    all.put("winsw", lines((line, n) -> spaced(n).substring(0, 19) + " - " + line));
    all.put("nssm", lines((line, n) -> spaced(n) + ": " + line));
  }

  private static void integration(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "github actions download",
        log ->
            bytes(
                "\ufeff"
                    + joined(wrapped(log, (line, n) -> millis(n) + "1234Z " + line))
                        .replace("\n", "\r\n")));
    all.put(
        "gh run view, unknown step",
        lines((line, n) -> "test (1.17, 27)\tUNKNOWN STEP\t" + millis(n) + "1234Z " + line));
    all.put(
        "gh run view, step of many words",
        lines(
            (line, n) ->
                "build / test (1.17)\tRun mix test --trace\t" + millis(n) + "1234Z " + line));
    all.put("jenkins timestamper", lines((line, n) -> "[" + millis(n) + "Z] " + line));
    all.put("jenkins timestamper, time", lines((line, n) -> "10:15:30  " + line));
    all.put("jenkins parallel", lines((line, n) -> "[test] " + line));
    all.put("teamcity", lines((line, n) -> "[10:15:30]W:\t [Step 1/2] " + line));
    all.put("buildkite", lines((line, n) -> "\u001b_bk;t=" + ms(n) + "\u0007" + line));
    all.put("azure pipelines", lines((line, n) -> millis(n) + "1234Z " + line));
    all.put("drone", lines((line, n) -> "[test:" + n + "] " + line));
    all.put(
        "circleci",
        log ->
            bytes(
                value(
                    List.of(
                        map(
                            "message",
                            joined(log).replace("\n", "\r\n"),
                            "time",
                            nanos(0),
                            "type",
                            "out",
                            "truncated",
                            false)))));
    all.put(
        "gitlab, sections",
        log ->
            bytes(
                "section_start:1795169730:step_script\r\u001b[0K\u001b[0K\u001b[36;1mExecuting\u001b[0;m\n"
                    + joined(log)
                    + "section_end:1795169790:step_script\r\u001b[0K\n"));
  }

  private static void stores(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "mezmo",
        lines(
            (line, n) ->
                json("_account", "a", "_app", "web", "_line", line, "_ts", ms(n), "_host", "h")));
    all.put(
        "axiom",
        lines(
            (line, n) ->
                json("_time", nanos(n), "data", Map.of("message", line, "level", "info"))));
    all.put(
        "new relic",
        lines((line, n) -> json("timestamp", ms(n), "message", line, "entity.name", "shop")));
    all.put(
        "sumo csv",
        log ->
            csv(
                "\"_messageTime\",\"_raw\",\"_sourceHost\"",
                log,
                (line, n) -> "\"" + ms(n) + "\"," + cell(line) + ",\"h\""));
    all.put(
        "graylog csv",
        log ->
            csv(
                "\"timestamp\",\"source\",\"message\"",
                log,
                (line, n) -> "\"" + millis(n) + "Z\",\"h1\"," + cell(line)));
    all.put(
        "better stack csv",
        log -> csv("dt,message", log, (line, n) -> nanos(n) + "," + cell(line)));
    all.put(
        "datadog json",
        log ->
            bytes(
                pretty(
                    Map.of(
                        "data",
                        records(
                            log,
                            (line, n) ->
                                map(
                                    "id",
                                    "AQ" + n,
                                    "type",
                                    "log",
                                    "attributes",
                                    map(
                                        "service",
                                        "shop",
                                        "message",
                                        line,
                                        "host",
                                        "i-0f",
                                        "timestamp",
                                        millis(n) + "Z")))))));
    all.put("seq", lines((line, n) -> json("@t", nanos(n), "@m", line, "@l", "Information")));
    all.put(
        "gelf",
        lines(
            (line, n) ->
                json(
                    "version",
                    "1.1",
                    "host",
                    "h1",
                    "short_message",
                    line,
                    "timestamp",
                    1795169730.236 + n,
                    "level",
                    6)));
    all.put(
        "splunk raw with time",
        lines((line, n) -> millis(n) + "+0000 host=h1 source=stdout " + line));
    all.put(
        "aws logs tail --format json",
        lines((line, n) -> micros(n) + "+00:00 web/0f3a " + json("log", line)));
    all.put(
        "windows events",
        log ->
            csv(
                "\"TimeCreated\",\"Id\",\"LevelDisplayName\",\"Message\"",
                log,
                (line, n) -> "\"11/20/2026 10:15:30 AM\",\"1\",\"Information\"," + cell(line)));
    all.put(
        "gcloud table",
        log ->
            bytes(
                "TIMESTAMP                       TEXT_PAYLOAD\n"
                    + joined(wrapped(log, (line, n) -> nanos(n) + "  " + line))));
  }

  /** Many records in one object. */
  private static void batches(Map<String, Function<List<String>, byte[]>> all) {
    all.put("cloudwatch subscription", log -> bytes(joined(subscription(log))));
    all.put(
        "cloudwatch subscription by firehose", log -> bytes(String.join("", subscription(log))));
    all.put("open telemetry file", log -> bytes(joined(telemetry(log))));
    all.put(
        "loki push",
        log ->
            bytes(
                value(
                    Map.of(
                        "streams",
                        List.of(
                            Map.of(
                                "stream",
                                Map.of("pod", "web-1"),
                                "values",
                                records(
                                    log,
                                    (line, n) ->
                                        List.of("1795169730" + (100000000L + n), line))))))));
  }

  private static List<String> subscription(List<String> log) {
    List<String> batches = new java.util.ArrayList<>();
    for (int from = 0; from < log.size(); from += BATCH) {
      int first = from;
      List<String> lines = log.subList(from, Math.min(log.size(), from + BATCH));
      batches.add(
          json(
              "messageType",
              "DATA_MESSAGE",
              "owner",
              "1",
              "logGroup",
              "/ecs/shop",
              "logStream",
              "web/1",
              "subscriptionFilters",
              List.of("all"),
              "logEvents",
              records(
                  lines,
                  (line, n) -> map("id", "3" + n, "timestamp", ms(first + n), "message", line))));
    }
    return batches;
  }

  private static List<String> telemetry(List<String> log) {
    List<String> batches = new java.util.ArrayList<>();
    for (int from = 0; from < log.size(); from += BATCH) {
      int first = from;
      List<String> lines = log.subList(from, Math.min(log.size(), from + BATCH));
      batches.add(
          json(
              "resourceLogs",
              List.of(
                  map(
                      "resource",
                      map(
                          "attributes",
                          List.of(map("key", "service.name", "value", map("stringValue", "shop")))),
                      "scopeLogs",
                      List.of(
                          map(
                              "scope",
                              map(),
                              "logRecords",
                              records(
                                  lines,
                                  (line, n) ->
                                      map(
                                          "timeUnixNano",
                                          "1795169730" + (100000000L + first + n),
                                          "body",
                                          map("stringValue", line),
                                          "attributes",
                                          List.of(
                                              map(
                                                  "key",
                                                  "log.file.name",
                                                  "value",
                                                  map("stringValue", "shop.log")))))))))));
    }
    return batches;
  }

  /** What became of a log on its way through a terminal, an editor or a web page. */
  private static void copies(Map<String, Function<List<String>, byte[]>> all) {
    all.put("cat -v", lines((line, n) -> shown(line)));
    all.put("cat -A", lines((line, n) -> shown(line).replace("\t", "^I") + "$"));
    all.put("cat -n", lines((line, n) -> String.format("%6d  %s", n + 1, line)));
    all.put("less -N", lines((line, n) -> String.format("%7d %s", n + 1, line)));
    all.put("grep -n", lines((line, n) -> (n + 1) + ":" + line));
    all.put("grep -Hn", lines((line, n) -> "log/dev.log:" + (n + 1) + ":" + line));
    all.put("escapes lost", lines((line, n) -> line.replace("\u001b", "")));
    all.put("escapes replaced", lines((line, n) -> line.replace("\u001b", "\ufffd")));
    all.put("escapes drawn", lines((line, n) -> line.replace("\u001b", "\u241b")));
    all.put("escapes written", lines((line, n) -> line.replace("\u001b", "\\u001b")));
    all.put("escapes of C", lines((line, n) -> line.replace("\u001b", "\\x1b")));
    all.put(
        "html",
        lines(
            (line, n) ->
                line.replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")));
    all.put("diff", lines((line, n) -> "+" + line));
    all.put(
        "heredoc of a bug report",
        log -> bytes("I see this:\n\n" + joined(wrapped(log, (line, n) -> "\t" + line))));
  }

  private static String shown(String line) {
    StringBuilder shown = new StringBuilder();
    for (byte b : line.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      int c = b & 0xff;
      if (c >= 128) {
        shown.append("M-");
        c -= 128;
      }
      if (c < 32 && c != '\t') {
        shown.append('^').append((char) (c + 64));
      } else {
        shown.append((char) c);
      }
    }
    return shown.toString();
  }
}
