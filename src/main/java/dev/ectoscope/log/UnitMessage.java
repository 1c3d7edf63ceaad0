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
  private static final byte[][] METHODS =
      ascii("GET /", "POST /", "PUT /", "PATCH /", "DELETE /", "HEAD /", "OPTIONS /");
  private static final byte[] SENT = "Sent ".getBytes(US_ASCII);
  private static final byte[] CHUNKED = "Chunked ".getBytes(US_ASCII);
  private static final byte[] REPLIED = "Replied in ".getBytes(US_ASCII);
  private static final byte[] IN = " in ".getBytes(US_ASCII);
  private static final byte[] MILLISECONDS = "ms".getBytes(US_ASCII);
  private static final byte[] OBAN = "\"source\":\"oban\"".getBytes(US_ASCII);
  private static final byte[] EVENT = "\"event\":\"job:".getBytes(US_ASCII);
  private static final byte[] WORKER = "\"worker\":\"".getBytes(US_ASCII);
  private static final byte[] DURATION = "\"duration\":".getBytes(US_ASCII);
  private static final int LONGEST_LINE = 4096;

  private static final String FIRST_BYTES = "GPDHOSCMR{";
  private static final int MOST_REQUESTS = 10_000;

  /** Names of requests by the line that prints them; "" when the line is no request. */
  private final Interner<String> requests = new Interner<>(MOST_REQUESTS, UnitMessage::request);

  private static byte[][] ascii(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

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
    int end = Math.min(to, from + LONGEST_LINE);
    switch (bytes[from]) {
      case 'S', 'C' -> sent(bytes, from, end, reading);
      case 'M' -> mount(new String(bytes, from, end - from, UTF_8), reading);
      case 'R' -> replied(bytes, from, end, reading);
      default -> {
        if (isRequest(bytes, from, end)) {
          String name = requests.get(bytes, from, end);
          if (!name.isEmpty()) {
            started(reading, UnitKind.REQUEST, name);
          }
        } else if (bytes[from] == 'H') {
          handle(new String(bytes, from, end - from, UTF_8), reading);
        }
      }
    }
  }

  private static boolean isRequest(byte[] bytes, int from, int to) {
    for (byte[] method : METHODS) {
      if (ByteScan.startsWith(bytes, from, to, method)) {
        return true;
      }
    }
    return false;
  }

  private static String request(String line) {
    int path = line.indexOf(' ') + 1;
    return line.indexOf(' ', path) < 0 ? line.substring(0, path) + route(line.substring(path)) : "";
  }

  private static String route(String path) {
    int query = path.indexOf('?');
    String plain = query < 0 ? path : path.substring(0, query);
    boolean mayVary =
        plain.length() > UUID_LENGTH || plain.chars().anyMatch(c -> c <= '9' && c >= '0');
    return mayVary ? VARIABLE_SEGMENT.matcher(plain).replaceAll(":id") : plain;
  }

  private static void sent(byte[] bytes, int from, int to, Reading reading) {
    if (ByteScan.startsWith(bytes, from, to, SENT)
        || ByteScan.startsWith(bytes, from, to, CHUNKED)) {
      int in = ByteScan.indexOf(bytes, IN, from, to);
      if (in > 0) {
        finished(reading, UnitKind.REQUEST, duration(bytes, in + IN.length, to));
      }
    }
  }

  private static void replied(byte[] bytes, int from, int to, Reading reading) {
    if (ByteScan.startsWith(bytes, from, to, REPLIED)) {
      finished(reading, UnitKind.LIVE_VIEW, duration(bytes, from + REPLIED.length, to));
    }
  }

  private static void mount(String line, Reading reading) {
    if (line.startsWith("MOUNT ")) {
      started(reading, UnitKind.LIVE_VIEW, lastSegment(line.substring(6)) + " mount");
    }
  }

  private static void handle(String line, Reading reading) {
    if (!line.startsWith("HANDLE ")) {
      return;
    }
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
  private static long duration(byte[] bytes, int from, int to) {
    int at = from;
    long value = 0;
    while (at < to && at - from < 15 && ByteScan.isDigit(bytes[at])) {
      value = value * 10 + bytes[at++] - '0';
    }
    if (at == from) {
      return LogEvent.ABSENT;
    }
    return ByteScan.startsWith(bytes, at, to, MILLISECONDS) ? value * 10 : value / 100;
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
