package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import java.util.function.Function;

/**
 * The fields of {@code QUERY OK source="posts" db=0.6ms decode=0.1ms queue=0.2ms idle=1.3ms}. Every
 * one is optional. Mutable and reused.
 */
public final class QueryHeader {

  /** No database has names of tables half as long. */
  private static final int LONGEST_NAME = 512;

  private static final byte[] SOURCE = "source=\"".getBytes(US_ASCII);
  private static final byte[] DB = "db=".getBytes(US_ASCII);
  private static final byte[] DECODE = "decode=".getBytes(US_ASCII);
  private static final byte[] QUERY = "query=".getBytes(US_ASCII);
  private static final byte[] QUEUE = "queue=".getBytes(US_ASCII);
  private static final byte[] IDLE = "idle=".getBytes(US_ASCII);
  private static final byte[] REPO = "repo=".getBytes(US_ASCII);
  private static final byte[] NEXT = "QUERY ".getBytes(US_ASCII);
  private static final byte[] MILLISECONDS = "ms".getBytes(US_ASCII);
  private static final int MOST_JOINS = 3;
  private static final int BAD_NUMBER = -1;
  private static final int MOST_NAMES = 100_000;

  private final LastName sources = new LastName(new Interner<>(MOST_NAMES, Function.identity()));

  String source = "";
  public long db;
  public long decode;
  public long queue;
  public long idle;

  /** Where the line after the header begins. */
  public int end;

  private int cursor;
  private String plain = "";

  /**
   * Reads the header at the beginning of the message [from, to). A terminal may have wrapped it:
   * then the line feeds are taken out of {@code bytes}, and {@code to} becomes {@link #limit}.
   *
   * @param after where the fields begin
   */
  public boolean read(byte[] bytes, int from, int after, int to) {
    limit = to;
    for (int joins = 0; joins <= MOST_JOINS; joins++) {
      int feed = ByteScan.indexOf(bytes, '\n', from, limit);
      end = feed < 0 ? limit : feed + 1;
      boolean understood = fields(bytes, after, ByteScan.trimEnd(bytes, from, end));
      if (understood && !goesOn(bytes)) {
        return true;
      }
      if (feed < 0) {
        return understood;
      }
      System.arraycopy(bytes, feed + 1, bytes, feed, limit - feed - 1);
      limit--;
    }
    return false;
  }

  /**
   * Where another header begins on the same line that cut this one off, as when files were put
   * together in mid-line; or -1.
   *
   * @param after where the fields begin
   */
  int another(byte[] bytes, int after, int to) {
    int feed = ByteScan.indexOf(bytes, '\n', after, to);
    int lineEnd = ByteScan.trimEnd(bytes, after, feed < 0 ? to : feed);
    int second = ByteScan.lastIndexOf(bytes, NEXT, after, lineEnd);
    if (second < 0 || !QueryMessage.isQuery(bytes, second, lineEnd)) {
      return -1;
    }
    int fields = ByteScan.indexOf(bytes, ' ', second + NEXT.length, lineEnd);
    return fields > 0 && !fields(bytes, after, lineEnd) && fields(bytes, fields, lineEnd)
        ? second
        : -1;
  }

  /** Reads fields that fill [after, to) to its last byte; nothing else is put up with. */
  boolean readLine(byte[] bytes, int after, int to) {
    end = to;
    return fields(bytes, after, to) && end == to && isPlain(source);
  }

  /** Without colours; names are shared, and most queries name a table that others have named. */
  private boolean isPlain(String name) {
    if (name != plain && name.indexOf(ByteScan.ESCAPE) < 0) {
      plain = name;
    }
    return name == plain;
  }

  /** The end of the message after {@link #read}. */
  public int limit;

  /** Whether the next line holds more fields. */
  private boolean goesOn(byte[] bytes) {
    int at = end < limit && bytes[end] == ' ' ? end + 1 : end;
    return isField(bytes, at, limit);
  }

  /** Whether a header's field begins at {@code at}. */
  public static boolean isField(byte[] bytes, int at, int to) {
    return ByteScan.startsWith(bytes, at, to, DB)
        || ByteScan.startsWith(bytes, at, to, SOURCE)
        || ByteScan.startsWith(bytes, at, to, QUEUE)
        || ByteScan.startsWith(bytes, at, to, IDLE)
        || ByteScan.startsWith(bytes, at, to, DECODE);
  }

  private boolean fields(byte[] bytes, int from, int to) {
    source = "";
    db = decode = queue = idle = LogEvent.ABSENT;
    cursor = from;
    while (cursor < to) {
      if (bytes[cursor] != ' ') {
        return isJoined(bytes, to);
      }
      cursor++;
      if (cursor > from + 1 && (db >= 0 || queue >= 0) && isStatement(bytes, cursor, to)) {
        end = cursor; // all line feeds were lost
        return true;
      }
      if (!readField(bytes, to)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the statement follows as Erlang's formatter puts lines together: {@code db=1ms,
   * SELECT}.
   */
  private boolean isJoined(byte[] bytes, int to) {
    int statement = cursor + 2;
    boolean joined =
        (db >= 0 || queue >= 0)
            && statement < to
            && bytes[cursor] == ','
            && bytes[cursor + 1] == ' '
            && isStatement(bytes, statement, to);
    end = joined ? statement : end;
    return joined;
  }

  private static boolean isStatement(byte[] bytes, int at, int to) {
    if (at < to && bytes[at] >= 'd' && bytes[at] <= 'q') {
      return false; // db, decode, idle, queue: nearly always
    }
    boolean upper = to - at > 3;
    for (int i = at; upper && i < at + 3; i++) {
      upper = bytes[i] >= 'A' && bytes[i] <= 'Z';
    }
    return upper || TornMessages.beginsStatement(bytes, at, to);
  }

  private boolean readField(byte[] bytes, int to) {
    switch (cursor < to ? bytes[cursor] : 0) {
      case 'd':
        if (takes(bytes, to, DB)) {
          return (db = readTime(bytes, to)) >= 0;
        }
        return takes(bytes, to, DECODE) && (decode = readTime(bytes, to)) >= 0;
      case 'q':
        if (takes(bytes, to, QUERY)) {
          return (db = readTime(bytes, to)) >= 0; // Ecto 1
        }
        return takes(bytes, to, QUEUE) && (queue = readTime(bytes, to)) >= 0;
      case 'i':
        return takes(bytes, to, IDLE) && (idle = readTime(bytes, to)) >= 0;
      case 's':
        return takes(bytes, to, SOURCE) && readSource(bytes, to);
      case 'r':
        return takes(bytes, to, REPO) && skipName(bytes, to);
      default:
        return false;
    }
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
    source = sources.get(bytes, cursor, Math.min(quote, cursor + LONGEST_NAME));
    cursor = quote + 1;
    return true;
  }

  /** {@code repo=MyApp.Repo} of Ecto.DevLogger. */
  private boolean skipName(byte[] bytes, int to) {
    int space = ByteScan.indexOf(bytes, ' ', cursor, to);
    cursor = space < 0 ? to : space;
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
