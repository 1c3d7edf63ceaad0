package dev.ectoscope.log.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.QueryHeader;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.message.SummaryMessage;
import java.util.Arrays;

/**
 * The text formats of Elixir's Logger: {@code [debug] msg}, {@code $time $metadata[$level] msg},
 * with a date, ISO 8601, milliseconds or microseconds, metadata before or after the level, {@code
 * level=debug}, colours anywhere.
 *
 * <p>Source: Logger.Formatter's {@code format} option; facts/ecto-log-format.md §2.
 */
public final class ConsoleFraming implements Framing {

  private static final int LONGEST_PREFIX = 1024;

  private static final byte[][] LEVELS =
      ascii(
          "debug", "info", "notice", "warning", "warn", "error", "critical", "alert", "emergency");
  private static final int FIRST_ERROR_LEVEL = 5;
  private static final byte[][] LEADING_KEYS =
      ascii("request_id=", "pid=", "application=", "level=", "mfa=", "module=", "domain=", "node=");
  private static final byte[] REQUEST_ID = "request_id".getBytes(US_ASCII);
  private static final byte[] SHORT_ID = "req_id".getBytes(US_ASCII);
  private static final byte[][] JOB_IDS = ascii("oban_job_id", "oban.job_id", "oban.job.id");
  private static final byte[][] TRACE_IDS =
      ascii("trace_id", "otel_trace_id", "dd.trace_id", "dd_trace_id", "correlation_id");
  private static final byte[] REGISTERED_NAME = "registered_name".getBytes(US_ASCII);
  private static final byte[] PID = "pid".getBytes(US_ASCII);
  private static final byte[] PID_PREFIX = "#PID".getBytes(US_ASCII);
  private static final byte[] LEVEL = "level".getBytes(US_ASCII);
  private static final byte[] ANONYMOUS = "anonymous fn/".getBytes(US_ASCII);
  private static final byte[] IN = " in ".getBytes(US_ASCII);
  private static final byte[] QUERY = "QUERY ".getBytes(US_ASCII);

  private final PrintedTime times = new PrintedTime();

  // What the last prefix said: the entries of one request share it to the last byte.
  private final byte[] known = new byte[LONGEST_PREFIX];
  private int knownLength;
  private boolean knownError;
  private int knownRequestId;
  private int knownRequestIdTo;
  private int knownPid;
  private int knownPidTo;
  private int knownName;
  private int knownNameTo;
  private Header.IdKind knownId = Header.IdKind.NONE;

  private static byte[][] ascii(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

  @Override
  public String name() {
    return "console";
  }

  /** The clock of what was read. */
  public PrintedTime times() {
    return times;
  }

  @Override
  public boolean begins(byte[] bytes, int from, int to, Header header) {
    int at = ByteScan.skipColours(bytes, from, to);
    if (at >= to) {
      return false;
    }
    byte first = bytes[at];
    if (first == '[') {
      return level(bytes, at, to) > 0 && prefix(bytes, from, at, to, header, false);
    }
    if (ByteScan.isDigit(first)) {
      return timed(bytes, from, at, to, header);
    }
    if (first == 'Q') {
      return bare(bytes, from, at, to, header);
    }
    return isLeadingKey(bytes, at, to) && prefix(bytes, from, at, to, header, false);
  }

  /** {@code $message} alone, as migrations print it: a header that has at least one field. */
  private static boolean bare(byte[] bytes, int from, int at, int to, Header header) {
    if (!QueryMessage.isQuery(bytes, at, to)) {
      return false;
    }
    int fields = ByteScan.indexOf(bytes, ' ', at + QUERY.length, to) + 1;
    header.clear();
    header.bare();
    header.messageStart = at - from;
    return fields > 0 && QueryHeader.isField(bytes, fields, to);
  }

  private static boolean isLeadingKey(byte[] bytes, int at, int to) {
    byte first = bytes[at];
    if (first < 'a' || first > 'r') {
      return false;
    }
    for (byte[] key : LEADING_KEYS) {
      if (ByteScan.startsWith(bytes, at, to, key)) {
        return true;
      }
    }
    return false;
  }

  private boolean timed(byte[] bytes, int from, int at, int to, Header header) {
    int after = times.find(bytes, at, to);
    if (after < 0 || !prefix(bytes, from, after, to, header, true)) {
      return false;
    }
    header.clock = times.clock(bytes);
    return true;
  }

  /** Reads metadata, level, a time and separators from {@code at} up to the message. */
  private boolean prefix(
      byte[] bytes, int from, int start, int lineEnd, Header header, boolean timeFirst) {
    boolean timed = timeFirst;
    int timeFrom = Integer.MAX_VALUE;
    header.clear();
    int at = start;
    int to = Math.min(lineEnd, at + LONGEST_PREFIX);
    boolean levelSeen = isKnown(bytes, at, to);
    int recalled = at;
    if (levelSeen) {
      recall(header, at - from);
      at += knownLength;
      recalled = at;
    }
    while (true) {
      at = ByteScan.skipColours(bytes, skipSpaces(bytes, at, to), to);
      if (at < to && bytes[at] == ' ') {
        continue;
      }
      if (at >= to) {
        break;
      }
      int afterLevel = levelSeen ? -1 : level(bytes, at, to);
      if (afterLevel > 0) {
        levelSeen = true;
        header.error = isError(bytes, ByteScan.skipColours(bytes, at + 1, to), to);
        at = afterLevel;
        continue;
      }
      if (bytes[at] == ']' || bytes[at] == '[' && equalsSign(bytes, at + 1, to) > 0) {
        at++; // metadata in brackets
        continue;
      }
      int equals = equalsSign(bytes, at, to);
      if (equals > 0 && levelSeen && SummaryMessage.isAt(bytes, at, lineEnd)) {
        break;
      }
      if (equals > 0) {
        int end = valueEnd(bytes, equals + 1, to);
        if (bytes[end - 1] == ']' && ByteScan.indexOf(bytes, '[', equals, end) < 0) {
          end--;
        }
        if (!levelSeen && is(bytes, at, equals, LEVEL)) {
          levelSeen = true;
          header.error = isError(bytes, equals + 1, to);
        }
        keep(bytes, from, at, equals, end, header);
        at = end;
        continue;
      }
      int afterTime = timed || !ByteScan.isDigit(bytes[at]) ? -1 : times.find(bytes, at, to);
      if (afterTime > 0) {
        timed = true;
        timeFrom = at;
        header.clock = times.clock(bytes);
        at = afterTime;
        continue;
      }
      if (bytes[at] == '|' || (!levelSeen && isNode(bytes, at, to))) {
        at = tokenEnd(bytes, at, to);
        continue;
      }
      if (!levelSeen) {
        int bracket = laterLevel(bytes, at, to);
        if (bracket > 0) {
          timed |= ids(bytes, from, at, bracket, header);
          at = bracket;
          continue;
        }
      }
      break;
    }
    header.messageStart = at - from;
    if (levelSeen && at < to && at > recalled && timeFrom > at) {
      remember(bytes, start, at, header, start - from);
    }
    return levelSeen || (timed && ByteScan.startsWith(bytes, at, to, QUERY));
  }

  /** Reads the ids, and the time if there is one, between words that mean nothing. */
  private boolean ids(byte[] bytes, int from, int start, int end, Header header) {
    boolean timed = header.clock != LogEvent.ABSENT;
    boolean found = false;
    for (int at = start; at < end; at = tokenEnd(bytes, at, end) + 1) {
      int equals = equalsSign(bytes, at, end);
      if (equals > 0) {
        keep(bytes, from, at, equals, valueEnd(bytes, equals + 1, end), header);
      } else if (!timed && ByteScan.isDigit(bytes[at]) && times.find(bytes, at, end) > 0) {
        header.clock = times.clock(bytes);
        timed = true;
        found = true;
      }
    }
    return found;
  }

  private boolean isKnown(byte[] bytes, int at, int to) {
    return knownLength > 0
        && to - at > knownLength
        && Arrays.equals(bytes, at, at + knownLength, known, 0, knownLength);
  }

  private void recall(Header header, int shift) {
    header.error = knownError;
    header.idKind = knownId;
    if (knownRequestIdTo > 0) {
      header.requestIdFrom = knownRequestId + shift;
      header.requestIdTo = knownRequestIdTo + shift;
    }
    if (knownPidTo > 0) {
      header.pidFrom = knownPid + shift;
      header.pidTo = knownPidTo + shift;
    }
    if (knownNameTo > 0) {
      header.nameFrom = knownName + shift;
      header.nameTo = knownNameTo + shift;
    }
  }

  /**
   * Keeps a prefix that a space ends. Then none of its words would be read otherwise if another
   * message followed, but for an anonymous function, whose name holds spaces.
   */
  private void remember(byte[] bytes, int start, int end, Header header, int shift) {
    knownLength = 0;
    if (bytes[end - 1] != ' ' || ByteScan.indexOf(bytes, ANONYMOUS, start, end) >= 0) {
      return;
    }
    knownLength = end - start;
    System.arraycopy(bytes, start, known, 0, knownLength);
    knownError = header.error;
    knownRequestId = header.requestIdFrom - shift;
    knownRequestIdTo = header.requestIdTo - (header.requestIdTo > 0 ? shift : 0);
    knownPid = header.pidFrom - shift;
    knownPidTo = header.pidTo - (header.pidTo > 0 ? shift : 0);
    knownName = header.nameFrom - shift;
    knownNameTo = header.nameTo - (header.nameTo > 0 ? shift : 0);
    knownId = header.idKind;
  }

  private static int skipSpaces(byte[] bytes, int at, int to) {
    while (at < to && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  /** After {@code [level]} at {@code at}, or -1. Padding inside the brackets is accepted. */
  private static int level(byte[] bytes, int at, int to) {
    if (at + 2 >= to || bytes[at] != '[') {
      return -1;
    }
    int word = ByteScan.skipColours(bytes, at + 1, to);
    for (byte[] level : LEVELS) {
      if (ByteScan.startsWith(bytes, word, to, level)) {
        int end = ByteScan.skipColours(bytes, skipSpaces(bytes, word + level.length, to), to);
        if (end < to && bytes[end] == ']') {
          return end + 1;
        }
      }
    }
    return -1;
  }

  private static boolean isError(byte[] bytes, int at, int to) {
    for (int i = FIRST_ERROR_LEVEL; i < LEVELS.length; i++) {
      if (ByteScan.startsWith(bytes, at, to, LEVELS[i])) {
        return true;
      }
    }
    return false;
  }

  private static int laterLevel(byte[] bytes, int at, int to) {
    int bracket = at;
    while ((bracket = ByteScan.indexOf(bytes, '[', bracket, to)) >= 0) {
      if (level(bytes, bracket, to) > 0) {
        return bracket;
      }
      bracket++;
    }
    return -1;
  }

  private static int equalsSign(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to && (bytes[i] >= 'a' && bytes[i] <= 'z' || bytes[i] == '_' || bytes[i] == '.')) {
      i++;
    }
    return i > at && i < to && bytes[i] == '=' ? i : -1;
  }

  private static int valueEnd(byte[] bytes, int at, int to) {
    if (ByteScan.startsWith(bytes, at, to, ANONYMOUS)) {
      int in = ByteScan.indexOf(bytes, IN, at, to);
      if (in > 0) {
        return tokenEnd(bytes, in + IN.length, to);
      }
    }
    return tokenEnd(bytes, at, to);
  }

  private static int tokenEnd(byte[] bytes, int at, int to) {
    int i = at;
    while (i < to && bytes[i] != ' ' && bytes[i] != ByteScan.ESCAPE && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private static boolean isNode(byte[] bytes, int at, int to) {
    int end = tokenEnd(bytes, at, to);
    int sign = ByteScan.indexOf(bytes, '@', at, end);
    return sign > at && sign + 1 < end;
  }

  private static boolean is(byte[] bytes, int from, int to, byte[] word) {
    return to - from == word.length && ByteScan.startsWith(bytes, from, to, word);
  }

  private static void keep(byte[] bytes, int from, int key, int equals, int end, Header header) {
    int value = equals + 1;
    Header.IdKind kind = idKind(bytes, key, equals);
    if (kind.compareTo(header.idKind) > 0) {
      header.idKind = kind;
      header.requestIdFrom = value - from;
      header.requestIdTo = end - from;
    } else if (is(bytes, key, equals, REGISTERED_NAME)) {
      header.nameFrom = value - from;
      header.nameTo = end - from;
    } else if (is(bytes, key, equals, PID)) {
      int start = ByteScan.startsWith(bytes, value, end, PID_PREFIX) ? value + 4 : value;
      header.pidFrom = start - from;
      header.pidTo = end - from;
    }
  }

  private static Header.IdKind idKind(byte[] bytes, int key, int equals) {
    if (ByteScan.endsWith(bytes, key, equals, REQUEST_ID) || is(bytes, key, equals, SHORT_ID)) {
      return Header.IdKind.REQUEST; // Plug.RequestId may be told another key: x_request_id
    }
    if (bytes[equals - 1] != 'd') {
      return Header.IdKind.NONE; // all of them end so
    }
    return isAny(bytes, key, equals, JOB_IDS)
        ? Header.IdKind.JOB
        : isAny(bytes, key, equals, TRACE_IDS) ? Header.IdKind.TRACE : Header.IdKind.NONE;
  }

  private static boolean isAny(byte[] bytes, int from, int to, byte[][] words) {
    for (byte[] word : words) {
      if (is(bytes, from, to, word)) {
        return true;
      }
    }
    return false;
  }
}
