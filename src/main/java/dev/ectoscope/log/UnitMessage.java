package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent.UnitKind;
import java.util.regex.Pattern;

/**
 * Reads the messages that begin and end a unit of work.
 *
 * <p>Sources: Phoenix.Logger and Plug.Logger ({@code GET /x}, {@code Sent 200 in 3ms}),
 * Phoenix.LiveView.Logger ({@code MOUNT}, {@code HANDLE EVENT}, {@code Replied in}),
 * Oban.Telemetry's default logger (JSON).
 */
final class UnitMessage {

  private static final int UUID_LENGTH = 36;
  private static final Pattern VARIABLE_SEGMENT =
      Pattern.compile(
          "(?<=/)(?:[0-9]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?=/|$)");
  private static final String[] METHODS = {
    "GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "HEAD ", "OPTIONS "
  };
  private static final byte[] OBAN = "\"source\":\"oban\"".getBytes(US_ASCII);
  private static final byte[] EVENT = "\"event\":\"job:".getBytes(US_ASCII);
  private static final byte[] WORKER = "\"worker\":\"".getBytes(US_ASCII);
  private static final byte[] DURATION = "\"duration\":".getBytes(US_ASCII);
  private static final int LONGEST_LINE = 4096;

  private static final String FIRST_BYTES = "GPDHOSCMR{";

  static boolean mayBegin(byte first) {
    return FIRST_BYTES.indexOf(first) >= 0;
  }

  /** Reads the message's first line [from, to). */
  void read(byte[] bytes, int from, int to, Reading reading) {
    if (from >= to) {
      return;
    }
    if (bytes[from] == '{') {
      oban(bytes, from, to, reading);
      return;
    }
    String line = new String(bytes, from, Math.min(to - from, LONGEST_LINE), UTF_8);
    switch (line.charAt(0)) {
      case 'S', 'C' -> sent(line, reading);
      case 'M' -> mount(line, reading);
      case 'R' -> replied(line, reading);
      default -> {
        if (line.startsWith("HANDLE ")) {
          handle(line, reading);
        } else {
          request(line, reading);
        }
      }
    }
  }

  private static void request(String line, Reading reading) {
    for (String method : METHODS) {
      if (line.startsWith(method) && line.startsWith("/", method.length())) {
        if (line.indexOf(' ', method.length()) < 0) {
          started(reading, UnitKind.REQUEST, method + route(line.substring(method.length())));
        }
        return;
      }
    }
  }

  private static String route(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    boolean mayVary =
        plain.length() > UUID_LENGTH || plain.chars().anyMatch(c -> c <= '9' && c >= '0');
    return mayVary ? VARIABLE_SEGMENT.matcher(plain).replaceAll(":id") : plain;
  }

  private static void sent(String line, Reading reading) {
    if (line.startsWith("Sent ") || line.startsWith("Chunked ")) {
      int in = line.indexOf(" in ");
      if (in > 0) {
        finished(reading, UnitKind.REQUEST, duration(line.substring(in + 4)));
      }
    }
  }

  private static void replied(String line, Reading reading) {
    if (line.startsWith("Replied in ")) {
      finished(reading, UnitKind.LIVE_VIEW, duration(line.substring(11)));
    }
  }

  private static void mount(String line, Reading reading) {
    if (line.startsWith("MOUNT ")) {
      started(reading, UnitKind.LIVE_VIEW, lastSegment(line.substring(6)) + " mount");
    }
  }

  private static void handle(String line, Reading reading) {
    int in = line.lastIndexOf(" in ");
    if (in < 0) {
      return;
    }
    String view = lastSegment(line.substring(in + 4));
    if (line.startsWith("HANDLE EVENT \"") && in > 15) {
      String event = line.substring(14, in - 1);
      started(reading, UnitKind.LIVE_VIEW, view + " event " + event);
    } else if (line.startsWith("HANDLE PARAMS")) {
      started(reading, UnitKind.LIVE_VIEW, view + " params");
    }
  }

  private static String lastSegment(String module) {
    return module.substring(module.lastIndexOf('.') + 1);
  }

  /** {@code 94ms} or {@code 940µs} in tenths of a millisecond. */
  private static long duration(String printed) {
    int digits = 0;
    while (digits < printed.length() && digits < 15 && isDigit(printed.charAt(digits))) {
      digits++;
    }
    if (digits == 0) {
      return LogEvent.ABSENT;
    }
    long value = Long.parseLong(printed.substring(0, digits));
    return printed.startsWith("ms", digits) ? value * 10 : value / 100;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void oban(byte[] bytes, int from, int to, Reading reading) {
    int event = ByteScan.lastIndexOf(bytes, EVENT, from, to);
    if (event < 0 || ByteScan.lastIndexOf(bytes, OBAN, from, to) < 0) {
      return;
    }
    String kind = quoted(bytes, event + EVENT.length, to);
    if (kind.equals("start")) {
      int worker = ByteScan.lastIndexOf(bytes, WORKER, from, to);
      String name = worker < 0 ? "" : quoted(bytes, worker + WORKER.length, to);
      started(reading, UnitKind.JOB, name);
    } else if (kind.equals("stop") || kind.equals("exception")) {
      finished(reading, UnitKind.JOB, obanDuration(bytes, from, to));
    }
  }

  /** Oban prints microseconds. */
  private static long obanDuration(byte[] bytes, int from, int to) {
    int field = ByteScan.lastIndexOf(bytes, DURATION, from, to);
    if (field < 0) {
      return LogEvent.ABSENT;
    }
    int start = field + DURATION.length;
    int end = start;
    long microseconds = 0;
    while (end < to && end < start + 15 && ByteScan.isDigit(bytes[end])) {
      microseconds = microseconds * 10 + bytes[end++] - '0';
    }
    return end == start ? LogEvent.ABSENT : microseconds / 100;
  }

  private static String quoted(byte[] bytes, int from, int to) {
    int quote = ByteScan.indexOf(bytes, '"', from, to);
    return new String(bytes, from, (quote < 0 ? to : quote) - from, UTF_8);
  }

  private static void started(Reading reading, UnitKind kind, String name) {
    reading.emit(
        new LogEvent.UnitStarted(
            reading.position(), reading.clock(), reading.process(), kind, name));
  }

  private static void finished(Reading reading, UnitKind kind, long duration) {
    reading.emit(
        new LogEvent.UnitFinished(
            reading.position(), reading.clock(), reading.process(), kind, duration));
  }
}
