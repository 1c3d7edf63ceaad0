package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.UnitKind;
import dev.ectoscope.log.bytes.ByteScan;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Phoenix.Logger prints once a channel has handled a message or a join, or a socket has
 * connected. Phoenix up to 1.4 prints the beginning instead, and the end of joins alone (Phoenix
 * 1.4: logger.ex, channel/server.ex).
 */
final class ChannelMessage {

  private static final byte[] IN = " in ".getBytes(US_ASCII);

  /** {@code JOIN "room:1" to App.RoomChannel}, before 1.4 without the quotes. */
  private static final Pattern JOIN = Pattern.compile("JOIN (\"?)([^\" ]+)\\1 to [A-Z][\\w.]*");

  private static final Pattern REPLIED = Pattern.compile("Replied \\S+ :(?:ok|error)");

  /** The parameters may stand behind it: what begins like INSERT is read as a statement first. */
  private static final Pattern INCOMING =
      Pattern.compile("INCOMING \"[^\"]+\" on \"[^\"]+\" to [A-Z][\\w.]*");

  private ChannelMessage() {}

  /** Reads what Phoenix up to 1.4 prints on the first line [from, to) of a message. */
  static void readBefore15(byte[] bytes, int from, int to, Reading reading) {
    String line = new String(bytes, from, to - from, UTF_8);
    Matcher join = JOIN.matcher(line);
    if (join.matches()) {
      reading.emit(
          new LogEvent.UnitStarted(
              reading.position(),
              reading.clock(),
              reading.process(),
              UnitKind.CHANNEL,
              topic(join.group(2)) + " join"));
    } else if (REPLIED.matcher(line).matches() || INCOMING.matcher(line).lookingAt()) {
      // That a message has been handled is never said: it begins where what was before ends.
      reading.emit(
          new LogEvent.UnitFinished(
              reading.position(),
              reading.clock(),
              reading.process(),
              UnitKind.CHANNEL,
              LogEvent.ABSENT));
    }
  }

  /** Reads the first line [from, to) of a message. */
  static void read(byte[] bytes, int from, int to, Reading reading) {
    int in = ByteScan.lastIndexOf(bytes, IN, from, to);
    if (in < 0) {
      return;
    }
    String line = new String(bytes, from, in - from, UTF_8);
    String name =
        switch (bytes[from]) {
          case 'J' -> joined(line, "JOINED ");
          case 'C' -> connected(line, "CONNECTED TO ");
          case 'H' -> handled(line);
          case 'R' -> joined(line, "REFUSED JOIN ") + connected(line, "REFUSED CONNECTION TO ");
          default -> "";
        };
    long duration = UnitMessage.duration(bytes, in + IN.length, to);
    if (!name.isEmpty() && duration >= 0) {
      reading.emit(
          new LogEvent.UnitFinished(
              reading.position(),
              reading.clock(),
              reading.process(),
              UnitKind.CHANNEL,
              duration,
              name,
              ""));
    }
  }

  /** {@code JOINED room:lobby in 2ms}. */
  private static String joined(String line, String word) {
    return line.startsWith(word) ? topic(line.substring(word.length())) + " join" : "";
  }

  /** {@code CONNECTED TO App.UserSocket in 5ms}. */
  private static String connected(String line, String word) {
    return line.startsWith(word)
        ? UnitMessage.inner(line.substring(word.length())) + " connect"
        : "";
  }

  /** {@code HANDLED new_msg INCOMING ON room:1 (App.RoomChannel) in 3ms}. */
  private static String handled(String line) {
    int on = line.indexOf(" INCOMING ON ");
    int open = line.lastIndexOf(" (");
    boolean whole = line.startsWith("HANDLED ") && on > 8 && open > on && line.endsWith(")");
    return whole
        ? UnitMessage.inner(line.substring(open + 2, line.length() - 1))
            + " "
            + line.substring(8, on)
        : "";
  }

  /** {@code room:42} is {@code room:*}; what is spelled as a word stays. */
  private static String topic(String topic) {
    int colon = topic.indexOf(':');
    boolean word =
        topic.substring(colon + 1).chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '_');
    return colon < 0 || word ? topic : topic.substring(0, colon) + ":*";
  }
}
