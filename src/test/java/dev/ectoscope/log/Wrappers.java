package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What shippers, stores, terminals and editors make of the console lines of one instance. */
final class Wrappers {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-20T10:15:30.236034Z");

  private Wrappers() {}

  /** Wraps one physical line; the number is its place in the log. */
  private interface ByLine {
    String wrap(String line, int number);
  }

  static Map<String, Function<List<String>, byte[]>> all() {
    Map<String, Function<List<String>, byte[]>> all = new LinkedHashMap<>();
    prefixes(all);
    json(all);
    documents(all);
    newestFirst(all);
    encodings(all);
    return all;
  }

  private static void prefixes(Map<String, Function<List<String>, byte[]>> all) {
    all.put("as it is", lines((line, n) -> line));
    all.put("docker logs -t", lines((line, n) -> nanos(n) + " " + line));
    all.put("docker service logs", lines((line, n) -> "web.1.z8p3kr1x0cdz@node-1    | " + line));
    all.put("compose", lines((line, n) -> "web-1  | " + line));
    all.put("compose v1", lines((line, n) -> "web_1  | " + line));
    all.put("compose coloured", lines((line, n) -> "\u001b[36mweb-1  | \u001b[0m" + line));
    all.put("compose -t", lines((line, n) -> "web-1  | " + nanos(n) + " " + line));
    all.put("foreman", lines((line, n) -> "10:15:30 web.1  | " + line));
    all.put("overmind", lines((line, n) -> "\u001b[1;38;5;2mweb    | \u001b[0m" + line));
    all.put("kubectl --prefix", lines((line, n) -> "[pod/web-6b7f/app] " + line));
    all.put(
        "kubectl --prefix --timestamps",
        lines((line, n) -> "[pod/web-6b7f/app] " + nanos(n) + " " + line));
    all.put("kubetail", lines((line, n) -> "[web-6b7f9c-x2x4z] " + line));
    all.put("stern", lines((line, n) -> "web-6b7f9c8d5-x2x4z app " + line));
    all.put(
        "stern coloured",
        lines(
            (line, n) -> "\u001b[91mweb-6b7f9c8d5-x2x4z\u001b[0m \u001b[91mapp\u001b[0m " + line));
    all.put("stern -t", lines((line, n) -> "web-6b7f9c8d5-x2x4z app " + nanos(n) + " " + line));
    all.put("stern -A", lines((line, n) -> "shop web-6b7f9c8d5-x2x4z app " + line));
    all.put("cri", lines((line, n) -> nanos(n) + " stdout F " + line));
    all.put("cri in pieces", lines(Wrappers::criInPieces));
    all.put("heroku", lines((line, n) -> micros(n) + "+00:00 app[web.1]: " + line));
    all.put(
        "heroku coloured",
        lines((line, n) -> "\u001b[36m" + micros(n) + "+00:00 app[web.1]:\u001b[0m " + line));
    all.put("gigalixir", lines((line, n) -> micros(n) + "+00:00 shop[shop-6b7f9c-x2x4z]: " + line));
    all.put("heroku drain", lines(Wrappers::drain));
    all.put("octet counted syslog", lines(Wrappers::octets));
    all.put("fly", lines((line, n) -> millis(n) + "Z app[148e21f] ams [info]" + line));
    all.put("fly, spaced", lines((line, n) -> millis(n) + "Z app[148e21 3d8] ams [info] " + line));
    all.put("journald", lines((line, n) -> "Nov 20 10:15:30 host-1 shop[4242]: " + line));
    all.put(
        "journald short-precise",
        lines((line, n) -> "Nov 20 10:15:30.236034 host-1 shop[4242]: " + line));
    all.put(
        "journald short-iso",
        lines((line, n) -> "2026-11-20T10:15:30+0000 host-1 shop[4242]: " + line));
    all.put(
        "journald short-iso-precise",
        lines((line, n) -> micros(n) + "+00:00 host-1 shop[4242]: " + line));
    all.put(
        "journald short-full",
        lines((line, n) -> "Fri 2026-11-20 10:15:30 UTC host-1 shop[4242]: " + line));
    all.put(
        "journald with-unit",
        lines((line, n) -> "Fri 2026-11-20 10:15:30 CET host-1 shop.service[4242]: " + line));
    all.put(
        "journald short-unix", lines((line, n) -> "1795169730.236034 host-1 shop[4242]: " + line));
    all.put(
        "journald short-monotonic",
        lines((line, n) -> "[ 1234.236034] host-1 shop[4242]: " + line));
    all.put("rfc 3164", lines((line, n) -> "<134>Nov 20 10:15:30 host-1 shop[4242]: " + line));
    all.put(
        "rfc 5424", lines((line, n) -> "<134>1 " + micros(n) + "Z host-1 shop 4242 - - " + line));
    all.put(
        "rfc 5424, bom",
        lines((line, n) -> "<134>1 " + micros(n) + "Z host-1 shop 4242 - - \ufeff" + line));
    all.put("aws logs tail", lines((line, n) -> micros(n) + "+00:00 ecs/web/0f3a " + line));
    all.put("aws logs tail --format short", lines((line, n) -> seconds(n) + " " + line));
    all.put("cloudwatch to s3", lines((line, n) -> millis(n) + "Z " + line));
    all.put(
        "aws filter-log-events --output text",
        lines(
            (line, n) ->
                "EVENTS\t3" + n + "\t1795169730500\tecs/web/0f3a\t" + line + "\t" + ms(n)));
    all.put("logcli", lines((line, n) -> seconds(n) + "Z {app=\"web\", pod=\"web-1\"} " + line));
    all.put("logcli, no labels", lines((line, n) -> seconds(n) + "Z {} " + line));
    all.put("grafana txt", lines((line, n) -> spaced(n) + "\t" + line));
    all.put(
        "papertrail archive",
        lines(
            (line, n) ->
                "50342"
                    + n
                    + "\t2026-11-20 10:15:30 -0800\t2026-11-20 10:15:31 -0800\t42424\tshop\t10.0.0.1"
                    + "\tUser\tInfo\tapp/web.1\t"
                    + line));
    all.put("papertrail", lines((line, n) -> "Nov 20 10:15:30 shop app/web.1: " + line));
    all.put("render", lines((line, n) -> "Nov 20 10:15:30 AM  " + line));
    all.put("github actions", lines((line, n) -> millis(n) + "0000Z " + line));
    all.put(
        "gh run view --log",
        lines((line, n) -> "test\tRun mix test\t" + millis(n) + "0000Z " + line));
    all.put("gitlab", lines((line, n) -> micros(n) + "Z 01O " + line));
    all.put(
        "fluentd file",
        lines(
            (line, n) ->
                seconds(n)
                    + "+00:00\tdocker.shop\t"
                    + json("log", line, "container_name", "/shop")));
    all.put("supervisor, ts", lines((line, n) -> "Nov 20 10:15:30 " + line));
    all.put("svlogd", lines((line, n) -> "2026-11-20_10:15:30.23603 " + line));
    all.put("tai64n", lines((line, n) -> "@4000000065a1b2c30e4e1c00 " + line));
    all.put("quoted", lines((line, n) -> "> " + line));
    all.put("commented", lines((line, n) -> "# " + line));
    all.put("indented", lines((line, n) -> "    " + line));
    all.put("fenced", log -> bytes("```\n" + joined(log) + "```\n"));
    all.put("numbered", lines((line, n) -> String.format("%6d\t%s", n + 1, line)));
    all.put("grep", lines((line, n) -> "app.log:" + line));
    all.put("tail of several", log -> bytes("==> app.log <==\n" + joined(log)));
  }

  private static void json(Map<String, Function<List<String>, byte[]>> all) {
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

  private static void documents(Map<String, Function<List<String>, byte[]>> all) {
    all.put(
        "aws filter-log-events",
        log ->
            bytes(
                pretty(
                    Map.of(
                        "events",
                        records(
                            log,
                            (line, n) ->
                                map(
                                    "logStreamName",
                                    "web/1",
                                    "timestamp",
                                    ms(n),
                                    "message",
                                    line,
                                    "ingestionTime",
                                    ms(n),
                                    "eventId",
                                    "3" + n)),
                        "searchedLogStreams",
                        List.of()))));
    all.put(
        "aws get-query-results",
        log ->
            bytes(
                pretty(
                    Map.of(
                        "results",
                        records(
                            log,
                            (line, n) ->
                                List.of(
                                    map("field", "@timestamp", "value", spaced(n)),
                                    map("field", "@message", "value", line),
                                    map("field", "@ptr", "value", "Cnk" + n))),
                        "status",
                        "Complete"))));
    all.put(
        "cloudwatch csv",
        log -> csv("timestamp,message", log, (line, n) -> ms(n) + "," + cell(line)));
    all.put(
        "insights csv",
        log -> csv("@timestamp,@message", log, (line, n) -> spaced(n) + "," + cell(line)));
    all.put(
        "datadog csv",
        log ->
            csv(
                "Date,Host,Service,Message",
                log,
                (line, n) -> "\"" + millis(n) + "Z\",\"i-0f\",\"shop\"," + cell(line)));
    all.put(
        "datadog csv, content",
        log ->
            csv(
                "Date,Host,Service,@request_id,Content",
                log,
                (line, n) -> "\"" + millis(n) + "Z\",\"i-0f\",\"shop\",\"\"," + cell(line)));
    all.put(
        "splunk csv",
        log ->
            csv(
                "\"_time\",\"_raw\",host",
                log,
                (line, n) -> "\"" + millis(n) + "+0000\"," + cell(line) + ",h1"));
    all.put(
        "kibana csv",
        log ->
            csv(
                "\"@timestamp\",message",
                log,
                (line, n) -> "\"Nov 20, 2026 @ 10:15:30.236\"," + cell(line)));
    all.put(
        "azure csv",
        log ->
            csv(
                "\"TimeGenerated [UTC]\",\"Log_s\"",
                log,
                (line, n) -> "\"11/20/2026, 10:15:30.236 AM\"," + cell(line)));
    all.put(
        "gcp csv",
        log ->
            csv(
                "insertId,labels.pod,logName,textPayload,timestamp",
                log,
                (line, n) ->
                    "x" + n + ",web-1,projects/p/logs/stdout," + cell(line) + "," + nanos(n)));
    all.put(
        "grafana csv",
        log ->
            csv(
                "\"Date\",\"Line\",\"labels\",\"id\"",
                log,
                (line, n) ->
                    "\""
                        + millis(n)
                        + "Z\","
                        + cell(line)
                        + ",\"{\"\"pod\"\":\"\"web-1\"\"}\",\""
                        + n
                        + "\""));
    all.put(
        "semicolons",
        log -> csv("timestamp;message", log, (line, n) -> millis(n) + "Z;" + cell(line)));
    all.put(
        "tabs", log -> csv("timestamp\tmessage", log, (line, n) -> millis(n) + "Z\t" + cell(line)));
    all.put(
        "grafana json",
        log ->
            bytes(
                pretty(
                    records(
                        log,
                        (line, n) ->
                            map(
                                "line",
                                line,
                                "timestamp",
                                "1795169730" + (100000000L + n),
                                "date",
                                millis(n) + "Z",
                                "fields",
                                Map.of("pod", "web-1"))))));
    all.put(
        "kibana hits",
        log ->
            bytes(
                pretty(
                    Map.of(
                        "took",
                        3,
                        "hits",
                        Map.of(
                            "total",
                            1,
                            "hits",
                            records(
                                log,
                                (line, n) ->
                                    map(
                                        "_index",
                                        "logs",
                                        "_source",
                                        Map.of("message", line, "@timestamp", millis(n) + "Z"),
                                        "sort",
                                        List.of(n))))))));
    all.put(
        "json-pretty journald",
        log -> {
          StringBuilder out = new StringBuilder();
          int n = 0;
          for (String line : log) {
            out.append(
                    pretty(
                        map(
                            "__REALTIME_TIMESTAMP",
                            "1795169730" + (100000 + n++ % 900000),
                            "MESSAGE",
                            line,
                            "_PID",
                            "42")))
                .append('\n');
          }
          return bytes(out.toString());
        });
    all.put("gcp, oldest first", log -> bytes(pretty(records(log, Wrappers::gcp))));
    all.put(
        "script",
        log ->
            bytes(
                "Script started on 2026-11-20 10:15:30+00:00 [TERM=\"xterm\"]\r\n"
                    + String.join("\r\n", log)
                    + "\r\n\r\nScript done on 2026-11-20 10:20:30+00:00 [COMMAND_EXIT_CODE=\"0\"]\n"));
  }

  private static void newestFirst(Map<String, Function<List<String>, byte[]>> all) {
    all.put("tac", log -> bytes(joined(reversed(log))));
    all.put("gcp", log -> bytes(pretty(reversed(records(log, Wrappers::gcp)))));
    all.put(
        "logcli, newest first",
        log ->
            bytes(
                joined(
                    reversed(
                        wrapped(
                            log,
                            (line, n) -> seconds(n) + "Z {app=\"web\", pod=\"web-1\"} " + line)))));
    all.put(
        "logcli jsonl, newest first",
        log ->
            bytes(
                joined(
                    reversed(
                        wrapped(
                            log,
                            (line, n) ->
                                json(
                                    "labels",
                                    Map.of("pod", "web-1"),
                                    "line",
                                    line,
                                    "timestamp",
                                    nanos(n)))))));
    all.put(
        "grafana json, newest first",
        log ->
            bytes(
                pretty(
                    reversed(
                        records(
                            log,
                            (line, n) ->
                                map(
                                    "line",
                                    line,
                                    "timestamp",
                                    "1795169730" + (100000000L + n),
                                    "date",
                                    millis(n) + "Z"))))));
    all.put(
        "grafana txt, newest first",
        log -> bytes(joined(reversed(wrapped(log, (line, n) -> spaced(n) + "\t" + line)))));
    all.put(
        "datadog csv, newest first",
        log ->
            newestCsv(
                "Date,Host,Service,Message",
                log,
                (line, n) -> "\"" + millis(n) + "Z\",\"i-0f\",\"shop\"," + cell(line)));
    all.put(
        "insights csv, newest first",
        log -> newestCsv("@timestamp,@message", log, (line, n) -> spaced(n) + "," + cell(line)));
    all.put(
        "kibana csv, newest first",
        log ->
            newestCsv(
                "\"@timestamp\",message",
                log,
                (line, n) -> "\"Nov 20, 2026 @ 10:15:30.236\"," + cell(line)));
  }

  private static void encodings(Map<String, Function<List<String>, byte[]>> all) {
    all.put("carriage returns", log -> bytes(joined(log).replace("\n", "\r\n")));
    all.put("byte order mark", log -> bytes("\ufeff" + joined(log)));
    all.put(
        "utf-16 of PowerShell",
        log ->
            ("\ufeff" + joined(log).replace("\n", "\r\n"))
                .getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    all.put(
        "utf-16, big end first",
        log -> ("\ufeff" + joined(log)).getBytes(java.nio.charset.StandardCharsets.UTF_16BE));
    all.put(
        "utf-16 without a mark",
        log ->
            joined(log).replace("\n", "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_16LE));
    all.put(
        "padded by tmux", lines((line, n) -> line + " ".repeat(Math.max(0, 200 - line.length()))));
  }

  private static String criInPieces(String line, int n) {
    int half = line.length() / 2;
    return n % 3 == 0
        ? nanos(n)
            + " stdout P "
            + line.substring(0, half)
            + "\n"
            + nanos(n)
            + " stdout F "
            + line.substring(half)
        : nanos(n) + " stdout F " + line;
  }

  private static String drain(String line, int n) {
    String text = "<190>1 " + micros(n) + "+00:00 host app web.1 - " + line;
    return text.getBytes(UTF_8).length + 1 + " " + text;
  }

  private static String octets(String line, int n) {
    String text = "<134>1 " + micros(n) + "Z host-1 shop 4242 - - " + line;
    return text.getBytes(UTF_8).length + 1 + " " + text;
  }

  private static Map<String, Object> gcp(String line, int n) {
    return map(
        "insertId",
        "x" + n,
        "logName",
        "projects/p/logs/stdout",
        "receiveTimestamp",
        nanos(n + 3),
        "resource",
        Map.of("labels", Map.of("pod_name", "web-1"), "type", "k8s_container"),
        "severity",
        "INFO",
        "textPayload",
        line,
        "timestamp",
        nanos(n));
  }

  private static Function<List<String>, byte[]> lines(ByLine wrap) {
    return log -> bytes(joined(wrapped(log, wrap)));
  }

  private static List<String> wrapped(List<String> log, ByLine wrap) {
    List<String> wrapped = new ArrayList<>();
    for (int n = 0; n < log.size(); n++) {
      wrapped.add(wrap.wrap(log.get(n), n));
    }
    return wrapped;
  }

  private interface ByRecord {
    Object of(String line, int number);
  }

  private static List<Object> records(List<String> log, ByRecord record) {
    List<Object> records = new ArrayList<>();
    for (int n = 0; n < log.size(); n++) {
      records.add(record.of(log.get(n), n));
    }
    return records;
  }

  private static byte[] csv(String header, List<String> log, ByLine row) {
    return bytes(header + "\r\n" + String.join("\r\n", wrapped(log, row)) + "\r\n");
  }

  private static byte[] newestCsv(String header, List<String> log, ByLine row) {
    return bytes(header + "\n" + joined(reversed(wrapped(log, row))));
  }

  private static String cell(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private static String json(Object... keysAndValues) {
    return value(map(keysAndValues));
  }

  private static String value(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static String pretty(Object value) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Instant at(int n) {
    return START.plusNanos(n * 1_003_007L);
  }

  private static long ms(int n) {
    return at(n).toEpochMilli();
  }

  private static String nanos(int n) {
    return at(n).toString().replaceFirst("(\\.\\d+)?Z$", String.format(".%09dZ", at(n).getNano()));
  }

  private static String micros(int n) {
    return nanos(n).substring(0, 26);
  }

  private static String millis(int n) {
    return nanos(n).substring(0, 23);
  }

  private static String seconds(int n) {
    return nanos(n).substring(0, 19);
  }

  private static String spaced(int n) {
    return millis(n).replace('T', ' ');
  }
}
