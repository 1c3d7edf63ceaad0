package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.ByteSet;
import dev.ectoscope.log.bytes.Interner;
import java.util.regex.Pattern;

/**
 * Reads the messages that begin and end a unit of work.
 *
 * <p>Sources: Phoenix.Logger and Plug.Logger ({@code GET /x}, {@code Sent 200 in 3ms}, {@code
 * Processing with}), LoggerJSON.Plug ({@code GET /x [Sent 200 in 3ms]}), Phoenix.LiveView.Logger
 * ({@code MOUNT}, {@code HANDLE EVENT}, {@code Replied in}); channels, Oban and Absinthe have
 * readers of their own.
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
  private static final int LONGEST_LINE = 4096;

  private static final int LONGEST_NAME = 256;
  private static final byte[] PROCESSING = "Processing with ".getBytes(US_ASCII);
  private static final byte[] HANDLE = "HANDLE ".getBytes(US_ASCII);
  private static final byte[] MOUNT = "MOUNT ".getBytes(US_ASCII);
  private static final String COMPONENT = "  Component: ";

  private static final ByteSet FIRST_BYTES = new ByteSet("GPDHOSCMRJIAEsm{");
  private static final int MOST_REQUESTS = 4_096;

  private final ObanMessage oban = new ObanMessage();

  /** Actions of controllers by the line that prints them. */
  private final Interner<String> actions = new Interner<>(MOST_REQUESTS, UnitMessage::action);

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
    return FIRST_BYTES.has(first);
  }

  /**
   * Reads a message.
   *
   * @param line end of its first line [from, line)
   * @param to its end
   */
  void read(byte[] bytes, int from, int line, int to, Reading reading) {
    if (from >= line) {
      return;
    }
    int end = Math.min(line, from + LONGEST_LINE);
    switch (bytes[from]) {
      case '{' -> oban.read(bytes, from, line, reading);
      case 'A' -> GraphqlMessage.read(bytes, from, to, reading);
      case 'S' -> sent(bytes, from, end, reading);
      case 'C' -> {
        sent(bytes, from, end, reading);
        ChannelMessage.read(bytes, from, end, reading);
      }
      case 'E', 's', 'm' -> SummaryMessage.read(bytes, from, end, reading);
      case 'I' -> ChannelMessage.readBefore15(bytes, from, end, reading);
      case 'J' -> {
        ChannelMessage.readBefore15(bytes, from, end, reading);
        ChannelMessage.read(bytes, from, end, reading);
      }
      case 'M' -> mount(bytes, from, end, reading);
      case 'R' -> {
        replied(bytes, from, end, reading);
        ChannelMessage.readBefore15(bytes, from, end, reading);
        ChannelMessage.read(bytes, from, end, reading);
      }
      default -> {
        if (isRequest(bytes, from, end)) {
          request(bytes, from, end, reading);
        } else if (ByteScan.startsWith(bytes, from, end, PROCESSING)) {
          processing(bytes, from, end, reading);
        } else if (ByteScan.startsWith(bytes, from, end, HANDLE)) {
          handle(new String(bytes, from, end - from, UTF_8), component(bytes, line, to), reading);
        } else {
          ChannelMessage.read(bytes, from, end, reading);
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

  private void request(byte[] bytes, int from, int to, Reading reading) {
    if (bytes[to - 1] == ']') {
      requestInOneLine(new String(bytes, from, to - from, UTF_8), reading);
      return;
    }
    String name = requests.get(bytes, from, to);
    if (!name.isEmpty()) {
      started(reading, UnitKind.REQUEST, name);
    } else {
      SummaryMessage.read(bytes, from, to, reading);
    }
  }

  /** {@code GET /boats/:id} of {@code GET /boats/7?tab=crew}. */
  static String requestName(String line) {
    return request(line);
  }

  private static String request(String line) {
    int path = line.indexOf(' ') + 1;
    return line.indexOf(' ', path) < 0
        ? (line.substring(0, path) + route(line.substring(path))).intern()
        : "";
  }

  /** {@code GET /books/7 [Sent 200 in 15ms]}. */
  private static void requestInOneLine(String line, Reading reading) {
    int sent = line.indexOf(" [");
    int in = line.indexOf(" in ", Math.max(0, sent));
    if (sent > 0 && in > 0) {
      byte[] printed = line.substring(in + 4).getBytes(UTF_8);
      reading.emit(
          new LogEvent.UnitFinished(
              reading.position(),
              reading.clock(),
              reading.process(),
              UnitKind.REQUEST,
              duration(printed, 0, printed.length),
              request(line.substring(0, sent)),
              ""));
    }
  }

  private void processing(byte[] bytes, int from, int to, Reading reading) {
    String action = actions.get(bytes, from + PROCESSING.length, to);
    if (!action.isEmpty()) {
      reading.emit(
          new LogEvent.UnitNamed(
              reading.position(), reading.clock(), reading.process(), action, false));
    }
  }

  /**
   * {@code AppWeb.PostController.index/2} is PostController.index. A LiveView without an action is
   * {@code AppWeb.FeedLive.Elixir.AppWeb.FeedLive/2}, in older versions {@code
   * Phoenix.LiveView.Plug.Elixir.AppWeb.FeedLive/2}: FeedLive.mount.
   */
  private static String action(String function) {
    int slash = function.lastIndexOf('/');
    if (slash < 0 || function.indexOf(' ') >= 0) {
      return "";
    }
    int view = function.indexOf(".Elixir.");
    String name =
        view < 0
            ? inner(function.substring(0, slash))
            : inner(function.substring(view + 8, slash)) + ".mount";
    return name.intern(); // the same for all threads: who sums up compares it often
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

  private static void mount(byte[] bytes, int from, int to, Reading reading) {
    if (ByteScan.startsWith(bytes, from, to, MOUNT)) {
      String view = new String(bytes, from + MOUNT.length, to - from - MOUNT.length, UTF_8);
      started(reading, UnitKind.LIVE_VIEW, inner(view) + " mount");
    }
  }

  private static void handle(String line, String component, Reading reading) {
    int in = line.lastIndexOf(" in ");
    if (in < 0) {
      return;
    }
    String view = inner(line.substring(in + 4));
    if (line.startsWith("HANDLE EVENT \"") && in > 15) {
      String event = line.substring(14, in - 1);
      String within = component.isEmpty() ? "" : " in " + inner(component);
      started(reading, UnitKind.LIVE_VIEW, view + " event " + event + within);
    } else if (line.startsWith("HANDLE PARAMS")) {
      started(reading, UnitKind.LIVE_VIEW, view + " params");
    }
  }

  /** The component below the line of an event, or "". */
  private static String component(byte[] bytes, int from, int to) {
    String next = new String(bytes, from, Math.min(to - from, LONGEST_NAME), UTF_8);
    int at = next.indexOf(COMPONENT);
    return at < 0 ? "" : next.substring(at + COMPONENT.length()).lines().findFirst().orElse("");
  }

  /** The module within its application: {@code AppWeb.PostLive.Index} is PostLive.Index. */
  static String inner(String module) {
    int web = module.indexOf("Web.");
    return web >= 0 ? module.substring(web + 4) : module.substring(module.indexOf('.') + 1);
  }

  /** {@code 94ms} or {@code 940µs} in tenths of a millisecond. */
  static long duration(byte[] bytes, int from, int to) {
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
