package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.bytes.ByteScan;

/**
 * Reads what Oban.Telemetry's default logger prints of jobs: {@code {"source":"oban",
 * "event":"job:start","id":7,"worker":"App.Export",…}}. The arguments of a job may have the same
 * keys, so only those of the outermost object count.
 */
final class ObanMessage {

  private static final byte[] OBAN = "\"oban\"".getBytes(US_ASCII);

  private String source = "";
  private String event = "";
  private String worker = "";
  private String id = "";
  private String duration = "";

  void read(byte[] bytes, int from, int to, Reading reading) {
    if (ByteScan.indexOf(bytes, OBAN, from, to) < 0) {
      return;
    }
    fields(bytes, from, to);
    if (!source.equals("oban")) {
      return;
    }
    switch (event) {
      case "job:start" ->
          reading.emit(
              new LogEvent.UnitStarted(
                  reading.position(),
                  reading.clock(),
                  reading.process(),
                  UnitKind.JOB,
                  worker,
                  id));
      case "job:stop", "job:exception" ->
          reading.emit(
              new LogEvent.UnitFinished(
                  reading.position(),
                  reading.clock(),
                  reading.process(),
                  UnitKind.JOB,
                  tenths(),
                  worker,
                  id));
      default -> {}
    }
  }

  /** Oban prints microseconds. */
  private long tenths() {
    boolean number = !duration.isEmpty() && duration.length() < 16;
    return number && duration.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(duration) / 100
        : LogEvent.ABSENT;
  }

  private void fields(byte[] b, int from, int to) {
    source = event = worker = id = duration = "";
    int depth = 0;
    int at = from;
    String key = "";
    boolean isValue = false;
    while (at < to) {
      byte c = b[at];
      if (c == '"') {
        int end = endOfString(b, at, to);
        if (depth == 1 && isValue) {
          keep(key, new String(b, at + 1, end - at - 1, UTF_8));
        } else if (depth == 1) {
          key = new String(b, at + 1, end - at - 1, UTF_8);
        }
        at = end + 1;
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      } else if (depth == 1 && c == ':') {
        isValue = true;
      } else if (depth == 1 && c == ',') {
        isValue = false;
      } else if (depth == 1 && isValue && ByteScan.isDigit(c)) {
        int end = at;
        while (end < to && ByteScan.isDigit(b[end])) {
          end++;
        }
        keep(key, new String(b, at, end - at, US_ASCII));
        at = end;
        continue;
      }
      at++;
    }
  }

  private static int endOfString(byte[] b, int quote, int to) {
    int at = quote + 1;
    while (at < to && b[at] != '"') {
      at += b[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }

  private void keep(String key, String value) {
    switch (key) {
      case "source" -> source = value;
      case "event" -> event = value;
      case "worker" -> worker = value;
      case "id" -> id = value;
      case "duration" -> duration = value;
      default -> {}
    }
  }
}
