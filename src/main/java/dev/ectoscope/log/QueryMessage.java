package dev.ectoscope.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.function.Function;

/**
 * Reads {@code QUERY OK|ERROR} messages: header, SQL, parameters, call site.
 *
 * <p>Source: Ecto.Adapters.SQL.log/4 in ecto_sql's lib/ecto/adapters/sql.ex;
 * facts/ecto-log-format.md §1.
 */
final class QueryMessage {

  static final byte[] OK = "QUERY OK".getBytes(US_ASCII);
  static final byte[] ERROR = "QUERY ERROR".getBytes(US_ASCII);

  private static final byte[] SOURCE = "source=\"".getBytes(US_ASCII);
  private static final byte[] DB = "db=".getBytes(US_ASCII);
  private static final byte[] DECODE = "decode=".getBytes(US_ASCII);
  private static final byte[] QUEUE = "queue=".getBytes(US_ASCII);
  private static final byte[] IDLE = "idle=".getBytes(US_ASCII);
  private static final byte[] MILLISECONDS = "ms".getBytes(US_ASCII);
  private static final byte[] TRUNCATED = " (truncated)".getBytes(US_ASCII);
  private static final byte[] ARROW = "↳".getBytes(UTF_8);
  private static final String AT = ", at: ";

  private static final int BAD_NUMBER = -1;
  private static final int MOST_STATEMENTS = 100_000;
  private static final int MOST_NAMES = 100_000;

  private final Interner<StatementText> statements;
  private final Interner<String> sources = new Interner<>(MOST_NAMES, Function.identity());
  private final Interner<CallSite> callSites = new Interner<>(MOST_NAMES, QueryMessage::callSite);

  private String source;
  private long db;
  private long decode;
  private long queue;
  private long idle;
  private int cursor;

  QueryMessage(Function<String, String> fingerprint) {
    statements =
        new Interner<>(MOST_STATEMENTS, text -> new StatementText(text, fingerprint.apply(text)));
  }

  static boolean isQuery(byte[] bytes, int from, int to) {
    return from < to
        && bytes[from] == 'Q'
        && (ByteScan.startsWith(bytes, from, to, OK)
            || ByteScan.startsWith(bytes, from, to, ERROR));
  }

  /** Reads the cleaned message [from, to) and tells {@code reading}. */
  void read(byte[] bytes, int from, int end, Reading reading, boolean last) {
    boolean ok = ByteScan.startsWith(bytes, from, end, OK);
    int to = ByteScan.trimEnd(bytes, from, end);
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    int headerEnd = ByteScan.trimEnd(bytes, from, feed < 0 ? to : feed);
    if (!readHeader(bytes, from + (ok ? OK.length : ERROR.length), headerEnd)) {
      reading.unread(
          last && feed < 0
              ? "the last message is cut off by the end of the file"
              : "QUERY header not understood");
      return;
    }
    if (feed < 0 || feed + 1 >= to) {
      reading.unread(
          last
              ? "the last message is cut off by the end of the file"
              : "QUERY header without a statement");
      return;
    }
    readBody(bytes, feed + 1, to, ok, reading, last);
  }

  /** Reads a message of which only the beginning was kept. */
  void readCut(byte[] bytes, int from, int to, Reading reading) {
    boolean ok = ByteScan.startsWith(bytes, from, to, OK);
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    int headerEnd = feed < 0 ? -1 : ByteScan.trimEnd(bytes, from, feed);
    if (headerEnd < 0 || !readHeader(bytes, from + (ok ? OK.length : ERROR.length), headerEnd)) {
      return;
    }
    StatementText text = statements.get(bytes, feed + 1, ByteScan.trimEnd(bytes, feed + 1, to));
    reading.query(
        ok, source, db, decode, queue, idle, text, Parameters.NONE, CallSite.UNKNOWN, true);
  }

  /**
   * Reads a record of LoggerJSON.Ecto: SQL alone, with microseconds beside it. It prints 0 for what
   * was not measured; under 0.1 ms that is what Ecto leaves out.
   */
  void readTelemetry(Line record, Reading reading) {
    int from = record.from;
    int to = ByteScan.trimEnd(record.bytes, from, record.to);
    reading.query(
        true,
        "",
        tenths(record.executionMicros, 0),
        tenths(record.decodeMicros, 1),
        tenths(record.queueMicros, 1),
        LogEvent.ABSENT,
        statements.get(record.bytes, from, to),
        Parameters.NONE,
        CallSite.UNKNOWN,
        false);
  }

  private static long tenths(long microseconds, int least) {
    long tenths = microseconds / 100;
    return microseconds < 0 || tenths < least ? LogEvent.ABSENT : tenths;
  }

  private void readBody(byte[] bytes, int from, int to, boolean ok, Reading reading, boolean last) {
    int arrow = findArrow(bytes, from, to);
    int end = ByteScan.trimEnd(bytes, from, arrow < 0 ? to : arrow);
    boolean truncated = ByteScan.endsWith(bytes, from, end, TRUNCATED);
    if (truncated) {
      end = ByteScan.trimEnd(bytes, from, end - TRUNCATED.length);
    }
    int list = -1;
    if (truncated) {
      list = ParameterList.find(bytes, ByteScan.lineStart(bytes, from, end), end, true);
    } else {
      int listEnd = arrow < 0 ? lastBracketedLine(bytes, from, end) : end;
      list = ParameterList.find(bytes, ByteScan.lineStart(bytes, from, listEnd), listEnd, false);
      if (list >= 0) {
        end = listEnd;
      } else {
        reading.note(
            last
                ? "the last message is cut off by the end of the file"
                : "no parameter list after the statement");
      }
    }
    int textEnd = ByteScan.trimEnd(bytes, from, list < 0 ? end : list);
    CallSite site = arrow < 0 ? CallSite.UNKNOWN : readCallSite(bytes, arrow + ARROW.length, to);
    reading.query(
        ok,
        source,
        db,
        decode,
        queue,
        idle,
        statements.get(bytes, from, textEnd),
        list < 0 ? Parameters.NONE : parameters(bytes, list, end),
        site,
        truncated);
  }

  /** The last line that ends in a bracket: what stands after it was printed by something else. */
  private static int lastBracketedLine(byte[] bytes, int from, int to) {
    int end = to;
    while (end > from) {
      if (bytes[end - 1] == ']') {
        return end;
      }
      int start = ByteScan.lineStart(bytes, from, end - 1);
      end = ByteScan.trimEnd(bytes, from, start);
    }
    return to;
  }

  private static Parameters parameters(byte[] bytes, int from, int to) {
    if (to - from == 2) {
      return Parameters.NONE;
    }
    return new Parameters(
        ByteScan.hash(bytes, from, to), new String(bytes, from, to - from, UTF_8));
  }

  /** Start of the line that begins with an arrow, or -1. */
  private static int findArrow(byte[] bytes, int from, int to) {
    int lastLine = ByteScan.lineStart(bytes, from, to);
    if (ByteScan.startsWith(bytes, lastLine, to, ARROW)) {
      return lastLine;
    }
    int feed = from - 1;
    while ((feed = ByteScan.indexOf(bytes, '\n', feed + 1, lastLine)) >= 0) {
      if (ByteScan.startsWith(bytes, feed + 1, to, ARROW)) {
        return feed + 1;
      }
    }
    return -1;
  }

  private CallSite readCallSite(byte[] bytes, int afterArrow, int to) {
    int from = afterArrow;
    while (from < to && bytes[from] == ' ') {
      from++;
    }
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    int end = ByteScan.trimEnd(bytes, from, feed < 0 ? to : feed);
    return end == from ? CallSite.UNKNOWN : callSites.get(bytes, from, end);
  }

  /**
   * {@code Mod.fun/1, at: lib/x.ex:12}, or with {@code #12} as ecto_sql 3.8.0 prints it, or without
   * a place.
   */
  static CallSite callSite(String printed) {
    int at = printed.lastIndexOf(AT);
    if (at < 0) {
      return new CallSite(printed, "", 0);
    }
    String place = printed.substring(at + AT.length());
    int mark = Math.max(place.lastIndexOf(':'), place.lastIndexOf('#'));
    int line = mark < 0 ? -1 : number(place.substring(mark + 1));
    String function = printed.substring(0, at);
    return line < 0
        ? new CallSite(function, place, 0)
        : new CallSite(function, place.substring(0, mark), line);
  }

  static int number(String digits) {
    try {
      return digits.isEmpty() ? BAD_NUMBER : Integer.parseUnsignedInt(digits);
    } catch (NumberFormatException e) {
      return BAD_NUMBER;
    }
  }

  private boolean readHeader(byte[] bytes, int from, int to) {
    source = "";
    db = decode = queue = idle = LogEvent.ABSENT;
    cursor = from;
    while (cursor < to) {
      if (bytes[cursor] != ' ') {
        return false;
      }
      cursor++;
      if (!readField(bytes, to)) {
        return false;
      }
    }
    return true;
  }

  private boolean readField(byte[] bytes, int to) {
    if (takes(bytes, to, DB)) {
      return (db = readTime(bytes, to)) >= 0;
    }
    if (takes(bytes, to, QUEUE)) {
      return (queue = readTime(bytes, to)) >= 0;
    }
    if (takes(bytes, to, IDLE)) {
      return (idle = readTime(bytes, to)) >= 0;
    }
    if (takes(bytes, to, DECODE)) {
      return (decode = readTime(bytes, to)) >= 0;
    }
    return takes(bytes, to, SOURCE) && readSource(bytes, to);
  }

  private boolean takes(byte[] bytes, int to, byte[] word) {
    if (!ByteScan.startsWith(bytes, cursor, to, word)) {
      return false;
    }
    cursor += word.length;
    return true;
  }

  private boolean readSource(byte[] bytes, int to) {
    int quote = ByteScan.indexOf(bytes, '"', cursor, to);
    if (quote < 0) {
      return false;
    }
    source = sources.get(bytes, cursor, quote);
    cursor = quote + 1;
    return true;
  }

  /** {@code 12.3ms}, {@code 1.0e5ms}, {@code 12ms} as tenths of a millisecond, or -1. */
  private long readTime(byte[] bytes, int to) {
    long digits = 0;
    int scale = 1;
    int count = 0;
    boolean fraction = false;
    int at = cursor;
    for (; at < to; at++) {
      byte b = bytes[at];
      if (ByteScan.isDigit(b)) {
        if (++count > 15) {
          return BAD_NUMBER;
        }
        digits = digits * 10 + b - '0';
        scale -= fraction ? 1 : 0;
      } else if (b == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (count == 0) {
      return BAD_NUMBER;
    }
    cursor = at;
    if (at < to && bytes[at] == 'e') {
      scale += readExponent(bytes, at + 1, to);
    }
    return takes(bytes, to, MILLISECONDS) ? scaled(digits, scale) : BAD_NUMBER;
  }

  private int readExponent(byte[] bytes, int from, int to) {
    int at = from;
    boolean negative = at < to && bytes[at] == '-';
    if (negative || at < to && bytes[at] == '+') {
      at++;
    }
    int exponent = 0;
    while (at < to && ByteScan.isDigit(bytes[at]) && exponent < 100) {
      exponent = exponent * 10 + bytes[at++] - '0';
    }
    cursor = at;
    return negative ? -exponent : exponent;
  }

  private static long scaled(long digits, int scale) {
    long value = digits;
    for (int i = 0; i < scale; i++) {
      if (value > Long.MAX_VALUE / 10) {
        return BAD_NUMBER;
      }
      value *= 10;
    }
    for (int i = scale; i < 0; i++) {
      value /= 10;
    }
    return value;
  }
}
