package dev.ectoscope.log.message;

import static java.util.Objects.requireNonNull;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Parameters;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way past {@link QueryMessage#read} for nearly all messages of a healthy log: {@code QUERY
 * OK|ERROR} with its fields on the first line, a statement that was printed before and its
 * parameters on the second, the call site alone on the third or no third at all. It finds the
 * statement by comparing bytes with the one that followed last time, and takes only messages of
 * which it is sure to say what the long way says; the others it leaves alone.
 */
final class PlainQuery {

  private static final byte[] ARROW = PrintedCallSite.ARROW;
  private static final byte FIRST_OF_ARROW = ARROW[0];
  private static final int MOST_SITE_LINES = 20_000;

  private static final byte PLAIN = 0;
  private static final byte QUOTE = 1;
  private static final byte OPEN = 2;
  private static final byte CLOSE = 3;
  private static final byte DOUBTFUL = 4;
  private static final byte[] KINDS = kinds();

  private final QueryHeader header;
  private final Interner<KnownStatement> statements;
  private final Interner<Optional<CallSite>> siteLines;
  private @Nullable KnownStatement last;
  private int forgotten;

  // The message that was seen ahead; its header is in the one above.
  private @Nullable KnownStatement foreseen;
  private Parameters foreseenList = Parameters.NONE;
  private CallSite foreseenSite = CallSite.UNKNOWN;
  private int foreseenFrom;
  private int foreseenTo = -1;

  PlainQuery(
      QueryHeader header, Interner<KnownStatement> statements, Interner<CallSite> callSites) {
    this.header = header;
    this.statements = statements;
    this.siteLines = new Interner<>(MOST_SITE_LINES, (text, line) -> siteOf(line, callSites));
  }

  /**
   * Reads the message [from, to) as printed, colours and all, and changes none of it.
   *
   * @return whether it was read; if not, nothing was told
   */
  boolean read(byte[] bytes, int from, int to, Reading reading) {
    boolean ok = QueryMessage.isOk(bytes, from);
    int fields = from + (ok ? QueryMessage.OK.length : QueryMessage.ERROR.length);
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    if (feed < 0 || !header.readLine(bytes, fields, feed)) {
      return false;
    }
    int body = feed + 1;
    KnownStatement known = statement(bytes, body, to);
    if (known == null) {
      return false;
    }
    int list = body + known.bytes.length + 1;
    int listEnd = endOfList(bytes, list, to);
    if (listEnd < 0) {
      return false;
    }
    CallSite site = listEnd + 1 >= to ? CallSite.UNKNOWN : site(known, bytes, listEnd + 1, to);
    if (site == null) {
      return false;
    }
    tell(ok, known, Parameters.of(bytes, list, listEnd), site, reading);
    return true;
  }

  private void tell(
      boolean ok, KnownStatement known, Parameters list, CallSite site, Reading reading) {
    last = known;
    reading.emit(
        new LogEvent.Query(
            reading.position(),
            reading.clock(),
            reading.process(),
            ok,
            header.source,
            header.db,
            header.decode,
            header.queue,
            header.idle,
            known.text,
            list,
            site,
            false));
  }

  /**
   * Reads what follows the header's line [from, feed) if the statement is known: then the ends of
   * its lines are, and most likely the message.
   */
  void lookAhead(byte[] bytes, int from, int feed, int limit, LineEnds ends) {
    int body = feed + 1;
    KnownStatement known = statement(bytes, body, limit);
    if (known == null || !header.readLine(bytes, from + QueryMessage.OK.length, feed)) {
      return;
    }
    int list = body + known.bytes.length + 1;
    int listEnd = endOfList(bytes, list, limit);
    if (listEnd < 0 || listEnd == limit) {
      return;
    }
    int site = listEnd + 1;
    int end = known.siteLine == null ? site : known.endOfSite(bytes, site, limit);
    ends.set(listEnd, end > site ? end - 1 : -1);
    if (end > site || end == site && ByteScan.indexOf(bytes, '=', list, site) < 0) {
      foreseen = known;
      foreseenList = Parameters.of(bytes, list, listEnd);
      foreseenSite = end > site ? known.site : CallSite.UNKNOWN;
      foreseenFrom = from;
      foreseenTo = end;
    }
  }

  /** What was foreseen is of another message. */
  void forget() {
    foreseenTo = -1;
  }

  /**
   * Tells the message [from, to) if it is what was foreseen of it: one that {@link
   * TrailingMetadata} does not end.
   */
  boolean tellForeseen(int from, int to, Reading reading) {
    boolean right = foreseenTo == to && foreseenFrom == from;
    forget();
    if (right) {
      tell(true, requireNonNull(foreseen), foreseenList, foreseenSite, reading);
    }
    return right;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    kinds['"'] = QUOTE;
    kinds['['] = OPEN;
    kinds[']'] = CLOSE;
    kinds['\n'] = kinds['\r'] = kinds[ByteScan.ESCAPE] = DOUBTFUL;
    kinds[FIRST_OF_ARROW & 0xff] = DOUBTFUL;
    return kinds;
  }

  /** One of the statements that followed the last one before, or null. */
  private @Nullable KnownStatement expected(byte[] bytes, int body, int to) {
    if (forgotten != statements.forgotten()) {
      forgotten = statements.forgotten();
      last = null;
    }
    KnownStatement before = last;
    if (before == null) {
      return null;
    }
    KnownStatement next = before.next;
    if (next != null && next.isAt(bytes, body, to)) {
      return next;
    }
    next = before.nextBefore;
    if (next != null && next.isAt(bytes, body, to)) {
      return next;
    }
    return before.isAt(bytes, body, to) ? before : null;
  }

  private @Nullable KnownStatement statement(byte[] bytes, int body, int to) {
    KnownStatement likely = expected(bytes, body, to);
    if (likely != null) {
      return likely;
    }
    KnownStatement known = lookUp(bytes, body, to);
    if (last != null && known != null) {
      last.nextBefore = last.next;
      last.next = known;
    }
    return known;
  }

  private @Nullable KnownStatement lookUp(byte[] bytes, int body, int to) {
    int feed = ByteScan.indexOf(bytes, '\n', body, to);
    int end = feed < 0 ? to : feed;
    int list =
        end > body && bytes[end - 1] == ']' ? ParameterList.find(bytes, body, end, false) : -1;
    if (list <= body || bytes[list - 1] != ' ') {
      return null;
    }
    KnownStatement known = statements.find(bytes, body, list - 1);
    return known != null && known.plain ? known : null;
  }

  /**
   * The end of the line that holds nothing but the list at {@code from}, or -1 when it holds more
   * or something that makes it doubtful.
   */
  private static int endOfList(byte[] bytes, int from, int to) {
    int depth = 0;
    for (int at = from; at < to; at++) {
      switch (KINDS[bytes[at] & 0xff]) {
        case PLAIN:
          break;
        case QUOTE:
          at = endOfString(bytes, at + 1, to);
          if (at < 0) {
            return -1;
          }
          break;
        case OPEN:
          depth++;
          break;
        case CLOSE:
          if (--depth == 0) {
            return at + 1 == to || bytes[at + 1] == '\n' ? at + 1 : -1;
          }
          break;
        default:
          return -1;
      }
    }
    return -1;
  }

  /** The quote that ends the text which begins at {@code from}, or -1. */
  private static int endOfString(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      byte kind = KINDS[bytes[at] & 0xff];
      if (kind == QUOTE) {
        return at;
      }
      if (bytes[at] == '\\') {
        at++;
        kind = at < to ? KINDS[bytes[at] & 0xff] : DOUBTFUL;
      }
      if (kind == DOUBTFUL) {
        return -1;
      }
    }
    return -1;
  }

  /** What the only line left says, or null when it is something else or not the only one. */
  private @Nullable CallSite site(KnownStatement known, byte[] bytes, int from, int to) {
    byte[] before = known.siteLine;
    if (before != null && Arrays.equals(bytes, from, to, before, 0, before.length)) {
      return known.site;
    }
    int feed = ByteScan.indexOf(bytes, '\n', from, to);
    if (feed >= 0 && feed + 1 < to) {
      return null;
    }
    CallSite site = siteLines.get(bytes, from, to).orElse(null);
    if (site != null) {
      known.siteLine = Arrays.copyOfRange(bytes, from, to);
      known.site = site;
    }
    return site;
  }

  private static Optional<CallSite> siteOf(byte[] printed, Interner<CallSite> callSites) {
    byte[] line = printed.clone();
    int end = ByteScan.trimEnd(line, 0, ByteScan.clean(line, 0, line.length, false));
    return ByteScan.startsWith(line, 0, end, ARROW) && !PrintedCallSite.isCut(line, 0, end)
        ? Optional.ofNullable(PrintedCallSite.read(line, ARROW.length, end, callSites))
        : Optional.empty();
  }
}
