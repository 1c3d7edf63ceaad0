package dev.ectoscope.log.framing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.QueryHeader;
import dev.ectoscope.log.message.QueryMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Log formats of one's own. A line with {@code QUERY OK} and a time begins an entry whatever stands
 * before it; what the first bytes of such lines look like tells other entries from lines that go
 * on.
 */
public final class CustomFraming implements Framing {

  private static final int LONGEST_PREFIX = 1024;
  private static final int SHAPE = 8;
  private static final int LEAST_DIGITS = 2;
  private static final int FEWEST_OF_TIME = 4;
  private static final int NEARLY_ALL = 10;

  /** Digits of the seconds since 1970. */
  private static final int EPOCH = 10;

  private static final byte[] ARROW = "↳".getBytes(UTF_8);
  private static final byte[] QUERY = "QUERY ".getBytes(US_ASCII);
  private static final byte[] REQUEST_ID = "request_id=".getBytes(US_ASCII);
  private static final byte[] LEVEL = "level=".getBytes(US_ASCII);
  private static final byte[] PID = "pid=".getBytes(US_ASCII);
  private static final String[] LEVELS = {
    "debug", "info", "notice", "warning", "warn", "error", "critical", "alert", "emergency"
  };
  private static final int FIRST_ERROR_LEVEL = 5;
  private static final byte[] NO_SHAPE = {};

  private final ConsoleFraming console = new ConsoleFraming();
  private final Timestamp time = new Timestamp();
  private final byte[] shape;
  private final boolean levelFirst;
  private final List<PrefixShape> shapes;

  private CustomFraming(byte[] shape, boolean levelFirst, List<PrefixShape> shapes) {
    this.shape = shape;
    this.levelFirst = levelFirst;
    this.shapes = shapes;
  }

  /** The framing of a log that has such lines, learned from those of its queries. */
  public static CustomFraming of(List<Line> sample) {
    byte @Nullable [] shape = null;
    boolean levels = true;
    int queries = 0;
    ConsoleFraming console = new ConsoleFraming();
    Header header = new Header();
    List<String> prefixes = new ArrayList<>();
    for (Line line : sample) {
      int query = query(line.bytes, line.from, line.to);
      if (query >= line.from) {
        prefixes.add(new String(line.bytes, line.from, query - line.from, UTF_8));
      }
      if (query < 0 || !isNeededFor(line, console, header)) {
        continue;
      }
      queries++;
      levels &= levelIsFirst(line.bytes, line.from, query);
      byte[] own = shape(line.bytes, line.from, query);
      shape = shape == null || shape == own ? own : common(shape, own);
    }
    byte[] told = shape != null && digits(shape) >= LEAST_DIGITS ? shape : NO_SHAPE;
    return new CustomFraming(told, queries > 0 && levels, PrefixShape.of(prefixes));
  }

  /**
   * Whether a log has such lines. Where the console's framing sees nearly all queries, the few that
   * it does not must have a time before them: the words may stand in a text that a statement holds.
   */
  public static boolean isNeededFor(List<Line> sample) {
    ConsoleFraming console = new ConsoleFraming();
    Header header = new Header();
    int seen = 0;
    int unseen = 0;
    boolean timed = false;
    for (Line line : sample) {
      int query = query(line.bytes, line.from, line.to);
      if (query < 0) {
        continue;
      }
      boolean needed = isNeededFor(line, console, header);
      seen += needed ? 0 : 1;
      unseen += needed ? 1 : 0;
      timed |=
          needed
              && digits(line.bytes, line.from, query) >= FEWEST_OF_TIME
              && EntryScanner.glued(console, line.bytes, line.from, line.to, header) < 0;
    }
    return timed || unseen * NEARLY_ALL > seen;
  }

  private static int digits(byte[] b, int from, int to) {
    int digits = 0;
    for (int at = from; at < to; at++) {
      digits += ByteScan.isDigit(b[at]) ? 1 : 0;
    }
    return digits;
  }

  /** Whether the line holds a query that the console's framing does not see, or not where it is. */
  public static boolean isNeededFor(Line line, ConsoleFraming console, Header header) {
    int query = query(line.bytes, line.from, line.to);
    return query >= 0
        && !(console.begins(line.bytes, line.from, line.to, header)
            && line.from + header.messageStart == query);
  }

  @Override
  public String name() {
    return "custom";
  }

  @Override
  public boolean begins(byte[] bytes, int from, int to, Header header) {
    int query = query(bytes, from, to);
    if (console.begins(bytes, from, to, header)
        && (query < 0 || from + header.messageStart == query)) {
      if (query < 0) {
        shaped(bytes, from, to, header);
      }
      return true;
    }
    header.clear();
    boolean shaped = shaped(bytes, from, to, header);
    if (query < 0 && !shaped && !looksLike(bytes, from, to)) {
      return false;
    }
    if (shaped && (query < 0 || from + header.messageStart == query)) {
      int message = from + header.messageStart;
      int level = level(bytes, from, message);
      header.error = level < 0 || isError(bytes, level, to);
      about(bytes, from, message, header);
      return true;
    }
    int most = Math.min(to, from + LONGEST_PREFIX);
    int level = level(bytes, from, query < 0 ? most : query);
    int message = query >= 0 ? query : level < 0 ? to : afterLevel(bytes, level, most);
    header.clear();
    header.messageStart = message - from;
    header.error = level >= 0 && isError(bytes, level, to);
    about(bytes, from, message, header);
    return true;
  }

  /** Whether its prefix is one of those learned, which then says what it can. */
  private boolean shaped(byte[] bytes, int from, int to, Header header) {
    for (PrefixShape one : shapes) {
      if (one.read(bytes, from, to, header)) {
        return true;
      }
    }
    return false;
  }

  private void about(byte[] bytes, int from, int message, Header header) {
    int id = ByteScan.indexOf(bytes, REQUEST_ID, from, message);
    if (id >= 0) {
      header.requestIdFrom = id + REQUEST_ID.length - from;
      header.requestIdTo = valueEnd(bytes, id + REQUEST_ID.length, message) - from;
    }
    int pid = ByteScan.indexOf(bytes, PID, from, message);
    int open = ByteScan.indexOf(bytes, '<', pid < 0 ? from : pid, message);
    int close = open < 0 ? -1 : ByteScan.indexOf(bytes, '>', open, message);
    if (close > open + 1 && ByteScan.isDigit(bytes[open + 1])) {
      header.pidFrom = open - from;
      header.pidTo = close + 1 - from;
    }
    header.clock = clock(bytes, from, message);
  }

  /** What the first time in [from, to) says. */
  private long clock(byte[] bytes, int from, int to) {
    for (int at = from; at < to - 8; at++) {
      boolean word = at == from || !isLetter(bytes[at - 1]) && !ByteScan.isDigit(bytes[at - 1]);
      if (!word || !ByteScan.isDigit(bytes[at])) {
        continue;
      }
      if (time.iso(bytes, at, to) > 0 || time.named(bytes, at, to) > 0) {
        return time.clock;
      }
      if (bytes[at + 2] == ':' && time.clockTime(bytes, at, to) > 0) {
        return time.clock;
      }
      int end = at;
      while (end < to && (ByteScan.isDigit(bytes[end]) || bytes[end] == '.')) {
        end++;
      }
      if (end - at >= EPOCH
          && allDigits(bytes, at, at + EPOCH)
          && (end == to || bytes[end] <= ' ' || "]|,)".indexOf(bytes[end]) >= 0)) {
        return Timestamp.epoch(bytes, at, end);
      }
    }
    return LogEvent.ABSENT;
  }

  private static boolean allDigits(byte[] b, int from, int to) {
    for (int at = from; at < to; at++) {
      if (!ByteScan.isDigit(b[at])) {
        return false;
      }
    }
    return true;
  }

  private static int valueEnd(byte[] b, int from, int to) {
    int at = from;
    while (at < to && b[at] > ' ' && b[at] != ']' && b[at] != ',' && b[at] != '|' && b[at] != ')') {
      at++;
    }
    return at;
  }

  /**
   * Where a query's message begins in the line, or -1. Inside a string it would be a value, and its
   * quotes would be escaped.
   */
  private static int query(byte[] b, int from, int to) {
    int most = Math.min(to, from + LONGEST_PREFIX);
    int at = ByteScan.indexOf(b, QUERY, from, most);
    if (at < 0 || !QueryMessage.isQuery(b, at, to)) {
      return -1;
    }
    int fields = ByteScan.indexOf(b, ' ', at + QUERY.length, to) + 1;
    if (fields == 0 || !QueryHeader.isField(b, fields, to)) {
      return -1;
    }
    if (ByteScan.indexOf(b, ARROW, from, at) >= 0) {
      return -1; // glued to the call site of another query
    }
    return isInString(b, from, at) ? -1 : at;
  }

  private static boolean isInString(byte[] b, int from, int at) {
    boolean quoted = false;
    for (int i = from; i < at; i++) {
      if (b[i] == '\\' && quoted) {
        i++;
      } else {
        quoted ^= b[i] == '"';
      }
    }
    return quoted;
  }

  /** {@code info: }, {@code [INFO] }, {@code level=info }. */
  private static boolean levelIsFirst(byte[] b, int from, int to) {
    int level = level(b, from, to);
    boolean bracket = level == from + 1 && "[<(".indexOf(b[from]) >= 0;
    return level == from || bracket || level > from && ByteScan.startsWith(b, from, to, LEVEL);
  }

  private boolean looksLike(byte[] b, int from, int to) {
    if (levelFirst && levelIsFirst(b, from, Math.min(to, from + 12))) {
      return true;
    }
    if (shape.length == 0 || to - from < shape.length) {
      return false;
    }
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] != '?' && shape[i] != kind(b[from + i])) {
        return false;
      }
    }
    return true;
  }

  private static byte[] shape(byte[] b, int from, int to) {
    byte[] kinds = new byte[Math.min(SHAPE, Math.max(0, to - from))];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = kind(b[from + i]);
    }
    return kinds;
  }

  private static byte[] common(byte[] a, byte[] b) {
    byte[] both = new byte[Math.min(a.length, b.length)];
    for (int i = 0; i < both.length; i++) {
      both[i] = a[i] == b[i] ? a[i] : (byte) '?';
    }
    return both;
  }

  private static int digits(byte[] shape) {
    int digits = 0;
    for (byte kind : shape) {
      digits += kind == '9' ? 1 : 0;
    }
    return digits;
  }

  private static byte kind(byte c) {
    if (ByteScan.isDigit(c)) {
      return '9';
    }
    return isLetter(c) ? (byte) 'a' : c;
  }

  private static boolean isLetter(byte c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /** The first word in [from, to) that is a level, or -1. */
  private static int level(byte[] b, int from, int to) {
    for (int at = from; at < to; at++) {
      if (isLetter(b[at]) && (at == from || !isLetter(b[at - 1]))) {
        for (String level : LEVELS) {
          if (isWord(b, at, to, level)) {
            return at;
          }
        }
      }
    }
    return -1;
  }

  private static boolean isWord(byte[] b, int at, int to, String word) {
    if (to - at < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((b[at + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    int end = at + word.length();
    return end == to || !isLetter(b[end]);
  }

  private static boolean isError(byte[] b, int level, int to) {
    for (int i = FIRST_ERROR_LEVEL; i < LEVELS.length; i++) {
      if (isWord(b, level, to, LEVELS[i])) {
        return true;
      }
    }
    return false;
  }

  /** After the level, what closes it, and metadata. */
  private static int afterLevel(byte[] b, int level, int to) {
    int at = level;
    while (at < to && isLetter(b[at])) {
      at++;
    }
    while (at < to) {
      while (at < to && "]|:- )>\t".indexOf(b[at]) >= 0) {
        at++;
      }
      int end = valueEnd(b, at, to);
      int equals = ByteScan.indexOf(b, '=', at, end);
      if (equals <= at) {
        return at;
      }
      at = end;
    }
    return at;
  }
}
