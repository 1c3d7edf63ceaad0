package dev.ectoscope.log.reading;

import static dev.ectoscope.log.reading.Wrappers.bytes;
import static dev.ectoscope.log.reading.Wrappers.cell;
import static dev.ectoscope.log.reading.Wrappers.csv;
import static dev.ectoscope.log.reading.Wrappers.joined;
import static dev.ectoscope.log.reading.Wrappers.json;
import static dev.ectoscope.log.reading.Wrappers.map;
import static dev.ectoscope.log.reading.Wrappers.millis;
import static dev.ectoscope.log.reading.Wrappers.ms;
import static dev.ectoscope.log.reading.Wrappers.nanos;
import static dev.ectoscope.log.reading.Wrappers.newestCsv;
import static dev.ectoscope.log.reading.Wrappers.pretty;
import static dev.ectoscope.log.reading.Wrappers.records;
import static dev.ectoscope.log.reading.Wrappers.reversed;
import static dev.ectoscope.log.reading.Wrappers.seconds;
import static dev.ectoscope.log.reading.Wrappers.spaced;
import static dev.ectoscope.log.reading.Wrappers.wrapped;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Documents and tables of log stores, and logs that list the newest first. */
final class DocumentWrappers {

  private DocumentWrappers() {}

  static void addTo(Map<String, Function<List<String>, byte[]>> all) {
    documents(all);
    newestFirst(all);
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
}
