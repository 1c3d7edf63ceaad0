package dev.ectoscope.log.message;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.StatementText;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;

/**
 * Reads {@code QUERY OK|ERROR} messages: header, SQL, parameters, call site.
 *
 * <p>Source: Ecto.Adapters.SQL.log/4 in ecto_sql's lib/ecto/adapters/sql.ex;
 * facts/ecto-log-format.md §1.
 */
public final class QueryMessage {

  public static final byte[] OK = "QUERY OK".getBytes(US_ASCII);
  public static final byte[] ERROR = "QUERY ERROR".getBytes(US_ASCII);

  private static final long OK_BYTES = ByteScan.eight(OK);
  static final byte[] TRUNCATED = " (truncated)".getBytes(US_ASCII);
  private static final byte[] INLINE_ARROW = "] ↳".getBytes(UTF_8);
  private static final byte[] JOINED_ARROW = "], ↳".getBytes(UTF_8);
  private static final String CUT_BY_END = "the last message is cut off by the end of the file";
  static final String NO_STATEMENT = "QUERY header without a statement";

  private static final int MOST_STATEMENTS = 100_000;
  private static final int MOST_NAMES = 100_000;

  private final Interner<KnownStatement> statements;
  private final Interner<CallSite> callSites;

  private final QueryHeader header = new QueryHeader();
  private final PlainQuery plain;

  QueryMessage(SharedTexts texts) {
    callSites = new Interner<>(MOST_NAMES, texts::site);
    statements =
        new Interner<>(
            MOST_STATEMENTS, (text, bytes) -> new KnownStatement(texts.statement(text), bytes));
    plain = new PlainQuery(header, statements, callSites);
  }

  /** Reads the query [from, to) as printed if it is one of the usual form; see there. */
  boolean readPlain(byte[] bytes, int from, int to, Reading reading) {
    return reading.torn().isEmpty() && plain.read(bytes, from, to, reading);
  }

  /** See {@link EntryTaker#lookAhead}. */
  void lookAhead(byte[] bytes, int from, int feed, int limit, LineEnds ends) {
    plain.forget();
    if (from < feed && ByteScan.isAt(bytes, from, feed, OK_BYTES)) {
      plain.lookAhead(bytes, from, feed, limit, ends);
    }
  }

  /** Tells the query [from, to) if it was wholly seen ahead. */
  boolean readForeseen(int from, int to, Reading reading) {
    return plain.tellForeseen(from, to, reading);
  }

  public static boolean isQuery(byte[] bytes, int from, int to) {
    return from < to
        && bytes[from] == 'Q'
        && (ByteScan.isAt(bytes, from, to, OK_BYTES)
            || ByteScan.startsWith(bytes, from, to, ERROR));
  }

  /** Of a message that {@link #isQuery is a query}, whether it went well. */
  static boolean isOk(byte[] bytes, int from) {
    return bytes[from + OK.length - 1] == 'K';
  }

  /** Whether a line without a header before it is one of a query's: statement or call site. */
  public static boolean isPart(byte[] bytes, int from, int to) {
    int at = ByteScan.skipColours(bytes, from, to);
    int end = ByteScan.trimEnd(bytes, at, to);
    return at < end
        && (ByteScan.startsWith(bytes, at, end, PrintedCallSite.ARROW)
            || TornMessages.beginsStatement(bytes, at, end)
                && ParameterList.find(bytes, at, end, false) >= 0);
  }

  /** Reads the cleaned message [from, to) and tells {@code reading}. */
  void read(byte[] bytes, int from, int end, Reading reading, boolean last) {
    boolean ok = ByteScan.startsWith(bytes, from, end, OK);
    int to = ByteScan.trimEnd(bytes, from, end);
    int second = header.another(bytes, from + (ok ? OK.length : ERROR.length), to);
    if (second >= 0) {
      reading.unread("QUERY header not understood");
      read(bytes, second, end, reading, last);
      return;
    }
    if (!header.read(bytes, from, from + (ok ? OK.length : ERROR.length), to)) {
      boolean oneLine = ByteScan.indexOf(bytes, '\n', from, to) < 0;
      reading.unread(last && oneLine ? CUT_BY_END : "QUERY header not understood");
      return;
    }
    to = ByteScan.trimEnd(bytes, from, header.limit);
    TornMessages.Head head = head(ok, reading);
    TornMessages.Head twin = reading.torn().isEmpty() ? null : reading.torn().takeTwin(head);
    if (twin != null) {
      reading.unreadAt(twin.position().line(), NO_STATEMENT);
    }
    int body = StatementLines.skipForeign(bytes, header.end, to);
    if (body >= to || !StatementLines.mayBeStatement(bytes[body])) {
      if (last) {
        reading.unread(CUT_BY_END);
      } else {
        reading.expired(reading.torn().add(head));
      }
      return;
    }
    readBody(bytes, body, to, head, reading, last);
  }

  private TornMessages.Head head(boolean ok, Reading reading) {
    return new TornMessages.Head(
        reading.position(),
        reading.clock(),
        reading.process(),
        ok,
        header.source,
        header.db,
        header.decode,
        header.queue,
        header.idle);
  }

  /** Reads the statement and parameters [from, to) that Ecto 1 prints, with times printed apart. */
  void readOld(byte[] bytes, int from, int to, boolean ok, QueryHeader times, Reading reading) {
    TornMessages.Head head =
        new TornMessages.Head(
            reading.position(),
            reading.clock(),
            reading.process(),
            ok,
            "",
            times.db,
            times.decode,
            times.queue,
            LogEvent.ABSENT);
    reading.withoutHeader();
    statement(bytes, from, to, -1, to, head, reading, false);
  }

  /** Reads a message of which only the beginning was kept. */
  void readCut(byte[] bytes, int from, int to, Reading reading) {
    boolean ok = ByteScan.startsWith(bytes, from, to, OK);
    if (!header.read(bytes, from, from + (ok ? OK.length : ERROR.length), to)
        || header.end >= header.limit) {
      return;
    }
    int end = ByteScan.trimEnd(bytes, header.end, header.limit);
    StatementText text = statements.get(bytes, header.end, end).text;
    Parameters unknown = Parameters.notPrinted(text, reading.position());
    emit(head(ok, reading), text, unknown, CallSite.UNKNOWN, true, reading);
  }

  /**
   * Reads a record of LoggerJSON.Ecto: SQL alone, with microseconds beside it. It prints 0 for what
   * was not measured; under 0.1 ms that is what Ecto leaves out.
   */
  void readTelemetry(Line record, Reading reading) {
    int from = record.from;
    int to = ByteScan.trimEnd(record.bytes, from, record.to);
    TornMessages.Head head =
        new TornMessages.Head(
            reading.position(),
            reading.clock(),
            reading.process(),
            true,
            "",
            tenths(record.executionMicros, 0),
            tenths(record.decodeMicros, 1),
            tenths(record.queueMicros, 1),
            LogEvent.ABSENT);
    StatementText text = statements.get(record.bytes, from, to).text;
    Parameters unknown = Parameters.notPrinted(text, reading.position());
    emit(head, text, unknown, CallSite.UNKNOWN, false, reading);
  }

  private static void emit(
      TornMessages.Head head,
      StatementText text,
      Parameters parameters,
      CallSite site,
      boolean truncated,
      Reading reading) {
    reading.emit(
        new LogEvent.Query(
            head.position(),
            head.clock(),
            head.process(),
            head.ok(),
            head.source(),
            head.db(),
            head.decode(),
            head.queue(),
            head.idle(),
            text,
            parameters,
            site,
            truncated));
  }

  private static long tenths(long microseconds, int least) {
    long tenths = microseconds / 100;
    return microseconds < 0 || tenths < least ? LogEvent.ABSENT : tenths;
  }

  private void readBody(
      byte[] bytes, int from, int to, TornMessages.Head head, Reading reading, boolean last) {
    int arrow = StatementLines.findArrow(bytes, from, to);
    int stop = arrow < 0 ? to : StatementLines.afterFrames(bytes, arrow, to);
    int bodyEnd = arrow < 0 ? to : arrow;
    int first = StatementLines.endOfFirst(bytes, from, bodyEnd);
    if (first < bodyEnd) {
      boolean another = StatementLines.nextStatement(bytes, first, bodyEnd) >= 0;
      bodyEnd = first;
      if (another) {
        stop = first;
        arrow = -1;
      }
    }
    TornMessages torn = reading.torn();
    TornMessages.Head owner = head;
    if (!torn.isEmpty()
        && !TornMessages.names(bytes, from, bodyEnd, head.source())
        && torn.wants(bytes, from, bodyEnd)) {
      TornMessages.Head found = torn.takeFor(bytes, from, bodyEnd);
      if (found != null) {
        owner = found;
        reading.expired(torn.add(head));
      }
    }
    statement(bytes, from, bodyEnd, arrow, to, owner, reading, last && stop >= to);
    readOrphans(bytes, stop, to, reading);
  }

  private void statement(
      byte[] bytes,
      int from,
      int bodyEnd,
      int arrow,
      int to,
      TornMessages.Head head,
      Reading reading,
      boolean last) {
    int end = ByteScan.trimEnd(bytes, from, bodyEnd);
    boolean truncated = ByteScan.endsWith(bytes, from, end, TRUNCATED);
    if (truncated) {
      end = ByteScan.trimEnd(bytes, from, end - TRUNCATED.length);
    }
    if (arrow < 0) {
      int joined = ByteScan.lastIndexOf(bytes, JOINED_ARROW, from, end);
      int inline = joined < 0 ? ByteScan.lastIndexOf(bytes, INLINE_ARROW, from, end) : joined;
      if (inline >= 0) {
        arrow = inline + (joined < 0 ? 2 : 3);
        to = end;
        end = inline + 1;
      }
    }
    int list = ParameterList.find(bytes, ByteScan.lineStart(bytes, from, end), end, truncated);
    if (list < 0 && !truncated && (!last || arrow >= 0) && mayHoldItsValues(head)) {
      InlinedValues.Taken taken = InlinedValues.of(new String(bytes, from, end - from, UTF_8));
      if (taken != null) {
        emitInlined(taken, site(bytes, arrow, to), head, reading);
        return;
      }
    }
    if (list < 0 && !truncated) {
      reading.note(last ? CUT_BY_END : "no parameter list after the statement");
    }
    int textEnd = ByteScan.trimEnd(bytes, from, list < 0 ? end : list);
    StatementText text = statements.get(bytes, from, textEnd).text;
    emit(
        head,
        text,
        list >= 0
            ? Parameters.of(bytes, list, end)
            : truncated
                ? Parameters.cutOff(head.position())
                : Parameters.notPrinted(text, head.position()),
        site(bytes, arrow, to),
        truncated,
        reading);
  }

  private CallSite site(byte[] bytes, int arrow, int to) {
    return arrow < 0 || PrintedCallSite.isCut(bytes, arrow, to)
        ? CallSite.UNKNOWN
        : PrintedCallSite.read(bytes, arrow + PrintedCallSite.ARROW.length, to, callSites);
  }

  /** Ecto.DevLogger, which prints no list of parameters, prints no waiting either. */
  private static boolean mayHoldItsValues(TornMessages.Head head) {
    return head.queue() < 0 && head.idle() < 0;
  }

  private void emitInlined(
      InlinedValues.Taken taken, CallSite site, TornMessages.Head head, Reading reading) {
    byte[] text = taken.text().getBytes(UTF_8);
    byte[] parameters = taken.parameters().getBytes(UTF_8);
    emit(
        head,
        statements.get(text, 0, text.length).text,
        Parameters.of(parameters, 0, parameters.length),
        site,
        false,
        reading);
  }

  /**
   * Statements in [from, to) whose header stands elsewhere, if anywhere. Only what ends in a
   * parameter list is taken for one.
   */
  void readOrphans(byte[] bytes, int from, int end, Reading reading) {
    int to = ByteScan.trimEnd(bytes, from, end);
    int at = from;
    while (at < to && (at = StatementLines.nextStatement(bytes, at, to)) >= 0) {
      int arrow = StatementLines.findArrow(bytes, at, to);
      int stop = arrow < 0 ? to : StatementLines.afterFrames(bytes, arrow, to);
      int first = StatementLines.endOfFirst(bytes, at, arrow < 0 ? to : arrow);
      if (StatementLines.nextStatement(bytes, first, arrow < 0 ? to : arrow) >= 0) {
        stop = first;
        arrow = -1;
      }
      int textEnd = ByteScan.trimEnd(bytes, at, first);
      if (ParameterList.find(bytes, ByteScan.lineStart(bytes, at, textEnd), textEnd, false) >= 0) {
        TornMessages.Head head = reading.torn().takeFor(bytes, at, textEnd);
        if (head == null) {
          reading.torn().lost();
          reading.unread("a statement without its QUERY header follows this message");
        } else {
          statement(bytes, at, first, arrow, to, head, reading, false);
        }
      }
      at = Math.max(stop, at + 1);
    }
  }
}
