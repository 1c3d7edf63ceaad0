package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.ByteSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what loggers and shippers say of messages they left out.
 *
 * <p>Sources: Erlang's logger_h_common and logger_olp (drop mode, flush), Elixir's Logger before
 * 1.15 ({@code :discard_threshold}), systemd-journald's rate limit, rsyslog's imuxsock and
 * imjournal, Heroku's L10.
 */
public final class NoticeMessage {

  private static final int LONGEST = 1000;
  private static final int LONGEST_BLOB = 30;
  private static final byte[] BLOB = " blob data]".getBytes(US_ASCII);
  private static final byte[][] BEGINNINGS =
      beginnings(
          "Handler ", "Attempted ", "Logger ", "Suppressed ", "imuxsock", "imjournal", "Error L1");

  private static final ByteSet FIRST_BYTES = new ByteSet("HALSiE");

  private static final Pattern COUNTED =
      Pattern.compile(
          "(?:Handler .{1,80}? (?:flushed|dropped)"
              + "|Attempted to log|Logger has|Logger dropped|Suppressed|imuxsock.{0,80}? lost"
              + "|imjournal.{0,20}?|Error L1[03] .{0,120}?)"
              + " (\\d{1,12}) (?:[\\w/]+ )?(?:messages|events)");
  private static final Pattern MODE =
      Pattern.compile("Handler .{1,80}? switched (?:from .{1,30}? )?to :?(?:drop|flush)\\b");
  private static final Pattern AGAIN = Pattern.compile("below :discard_threshold");

  private NoticeMessage() {}

  private static byte[][] beginnings(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

  /** {@code [98B blob data]}: what journalctl prints of a text with colours or bad characters. */
  public static boolean isBlob(byte[] bytes, int from, int to) {
    return to - from < LONGEST_BLOB
        && from + 1 < to
        && bytes[from] == '['
        && ByteScan.isDigit(bytes[from + 1])
        && ByteScan.endsWith(bytes, from, ByteScan.trimEnd(bytes, from, to), BLOB);
  }

  static boolean mayBe(byte[] bytes, int from, int to) {
    if (!FIRST_BYTES.has(bytes[from])) {
      return false;
    }
    for (byte[] beginning : BEGINNINGS) {
      if (ByteScan.startsWith(bytes, from, to, beginning)) {
        return true;
      }
    }
    return false;
  }

  /** Reads one line. */
  static void read(byte[] bytes, int from, int to, Reading reading) {
    String text = new String(bytes, from, Math.min(to - from, LONGEST), UTF_8);
    Matcher counted = COUNTED.matcher(text);
    if (counted.lookingAt() && !AGAIN.matcher(text).find()) {
      boolean threshold = text.contains(":discard_threshold");
      reading.dropped(threshold ? 0 : Long.parseLong(counted.group(1)));
    } else if (MODE.matcher(text).lookingAt()) {
      reading.dropped(0);
    }
  }
}
