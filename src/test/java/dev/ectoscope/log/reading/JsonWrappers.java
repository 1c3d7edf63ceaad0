package dev.ectoscope.log.reading;

import static dev.ectoscope.log.reading.Wrappers.json;
import static dev.ectoscope.log.reading.Wrappers.lines;
import static dev.ectoscope.log.reading.Wrappers.millis;
import static dev.ectoscope.log.reading.Wrappers.nanos;
import static dev.ectoscope.log.reading.Wrappers.value;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** JSON and logfmt records for each line. */
final class JsonWrappers {

  private JsonWrappers() {}

  static void addTo(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "docker json-file",
        lines((line, n) -> json("log", line + "\n", "stream", "stdout", "time", nanos(n))));
    all.put(
        "journald json",
        lines(
            (line, n) ->
                json(
                    "__REALTIME_TIMESTAMP",
                    "1795169730" + (100000 + n % 900000),
                    "MESSAGE",
                    line,
                    "_HOSTNAME",
                    "host-1",
                    "_PID",
                    "42",
                    "PRIORITY",
                    "6",
                    "SYSLOG_IDENTIFIER",
                    "shop")));
    all.put(
        "stern -o json",
        lines(
            (line, n) ->
                json(
                    "message",
                    line,
                    "nodeName",
                    "n1",
                    "namespace",
                    "shop",
                    "podName",
                    "web-1",
                    "containerName",
                    "app")));
    for (String key :
        List.of(
            "message",
            "msg",
            "log",
            "@message",
            "textPayload",
            "MESSAGE",
            "text",
            "line",
            "body",
            "_raw",
            "Message",
            "Log",
            "event",
            "content",
            "LogEntry",
            "m",
            "full_message",
            "log_message",
            "raw")) {
      all.put("json lines, " + key, lines((line, n) -> json("ts", nanos(n), key, line)));
    }
    all.put(
        "json lines, event.original",
        lines(
            (line, n) ->
                json(
                    "@timestamp",
                    nanos(n),
                    "event",
                    Map.of("original", line),
                    "host",
                    Map.of("name", "h"))));
    all.put(
        "json lines, event.original flat",
        lines((line, n) -> json("@timestamp", nanos(n), "event.original", line)));
    all.put(
        "json lines, jsonPayload.message",
        lines(
            (line, n) ->
                json(
                    "jsonPayload",
                    Map.of("message", line),
                    "timestamp",
                    nanos(n),
                    "severity",
                    "INFO")));
    all.put(
        "json lines, record.log",
        lines(
            (line, n) ->
                json("tag", "kube.web", "record", Map.of("log", line + "\n", "stream", "stdout"))));
    all.put(
        "json lines, data.attributes.message",
        lines(
            (line, n) ->
                json("data", Map.of("attributes", Map.of("message", line), "id", "x" + n))));
    all.put(
        "fluent bit stdout",
        lines(
            (line, n) ->
                "[%d] kube.web: [[%d.500000000, {}], ".formatted(n % 4, 1795169730L + n)
                    + json("stream", "stdout", "log", line)
                    + "]"));
    all.put(
        "fluent bit file",
        lines(
            (line, n) ->
                "web.log: [%d.500000, ".formatted(1795169730L + n) + json("log", line) + "]"));
    all.put(
        "fluent bit kubernetes",
        lines(
            (line, n) ->
                json(
                    "date",
                    1795169730.5 + n,
                    "time",
                    nanos(n),
                    "stream",
                    "stdout",
                    "_p",
                    "F",
                    "log",
                    line,
                    "kubernetes",
                    Map.of(
                        "pod_name",
                        "web-1",
                        "labels",
                        Map.of("app", "shop"),
                        "annotations",
                        Map.of("message", "nothing")))));
    all.put(
        "vector",
        lines(
            (line, n) ->
                json(
                    "file",
                    "/var/log/shop.log",
                    "host",
                    "h1",
                    "message",
                    line,
                    "source_type",
                    "file",
                    "timestamp",
                    nanos(n))));
    all.put(
        "filebeat",
        lines(
            (line, n) ->
                json(
                    "@timestamp",
                    millis(n) + "Z",
                    "@metadata",
                    Map.of("beat", "filebeat", "type", "_doc"),
                    "log",
                    Map.of("offset", n, "file", Map.of("path", "/x.log")),
                    "message",
                    line,
                    "agent",
                    Map.of("name", "h"))));
    all.put(
        "fly logs --json",
        lines(
            (line, n) ->
                json(
                    "event",
                    Map.of("provider", "app"),
                    "fly",
                    Map.of("app", Map.of("instance", "148e", "name", "shop"), "region", "ams"),
                    "host",
                    "h",
                    "log",
                    Map.of("level", "info"),
                    "message",
                    line,
                    "timestamp",
                    nanos(n))));
    all.put(
        "logcli jsonl",
        lines(
            (line, n) ->
                json("labels", Map.of("pod", "web-1"), "line", line, "timestamp", nanos(n))));
    all.put(
        "azure container apps",
        lines((line, n) -> json("TimeStamp", millis(n) + "+00:00", "Log", "F " + line)));
    all.put(
        "better stack", lines((line, n) -> json("dt", nanos(n), "message", line, "level", "info")));
    all.put(
        "splunk json",
        lines(
            (line, n) ->
                json("preview", false, "result", Map.of("_raw", line, "_time", millis(n)))));
    all.put(
        "elasticsearch hits",
        lines(
            (line, n) ->
                json(
                    "_index",
                    "logs",
                    "_id",
                    "a" + n,
                    "_source",
                    Map.of("message", line, "@timestamp", millis(n) + "Z"))));
    all.put(
        "json behind compose",
        lines((line, n) -> "web-1  | " + json("message", line, "time", nanos(n))));
    all.put(
        "logfmt",
        lines((line, n) -> "time=" + nanos(n) + " level=info msg=" + value(line) + " pod=web-1"));
    all.put(
        "docker json inside cri",
        lines(
            (line, n) ->
                nanos(n)
                    + " stdout F "
                    + json("log", line + "\n", "stream", "stdout", "time", nanos(n))));
  }
}
