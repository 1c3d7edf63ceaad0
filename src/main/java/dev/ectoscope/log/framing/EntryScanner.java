package dev.ectoscope.log.framing;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.EntryTaker;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.LineEnds;
import dev.ectoscope.log.message.PrintedCallSite;
import dev.ectoscope.log.message.QueryMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Cuts one input into entries: a tight loop over line feeds that asks the framing at line starts
 * only.
 */
public final class EntryScanner implements Scanner {

  private static final int BLOCK = 256 * 1024;
  private static final int OVERHANG = 16 * 1024;
  private static final int LONGEST_GLUED = 200;
  private static final byte[] RESET = {ByteScan.ESCAPE, '[', '0', 'm'};
  private static final byte[] QUERY = {'Q', 'U', 'E', 'R', 'Y', ' '};

  private final InputStream input;
  private final Framing framing;
  private final EntryTaker taker;
  private final int bound;

  private byte[] buffer;
  private int block = BLOCK;
  private int limit;
  private boolean ended;
  private long bytesRead;
  private long lines;

  private Header current = new Header();
  private Header probe = new Header();
  private final LineEnds ends = new LineEnds();
  private boolean open;
  private boolean begun;
  private boolean inSkippedLine;
  private int entryStart;
  private long entryLine;

  // Of a chunk: which line begins it, and which the next one.
  private boolean searching;
  private boolean stopped;
  private long begins;
  private long place;
  private long until = Long.MAX_VALUE;

  public EntryScanner(InputStream input, Framing framing, EntryTaker taker, int bound) {
    this(new byte[2 * BLOCK], input, framing, taker, bound);
  }

  private EntryScanner(
      byte[] buffer, InputStream input, Framing framing, EntryTaker taker, int bound) {
    this.buffer = buffer;
    this.input = input;
    this.framing = framing;
    this.taker = taker;
    this.bound = bound;
  }

  /**
   * Reads those entries of an input of which the first line begins after {@code place} and not
   * after {@code until}; the last is read to its end.
   *
   * @param buffer holds what stands at {@code place}
   * @param filled how much of the buffer is filled
   * @param rest what follows
   * @param midLine whether a line before may reach over {@code place}: then the first one is not
   *     looked at, and lines are counted from that of the first entry on
   * @param linesBefore line feeds before {@code place}, or where they are not known 0
   */
  public static EntryScanner ofChunk(
      byte[] buffer,
      int filled,
      InputStream rest,
      Framing framing,
      EntryTaker taker,
      int bound,
      long place,
      long until,
      boolean midLine,
      long linesBefore) {
    EntryScanner scanner = new EntryScanner(buffer, rest, framing, taker, bound);
    scanner.limit = filled;
    scanner.bytesRead = filled;
    scanner.block = OVERHANG;
    scanner.place = place;
    scanner.until = until;
    scanner.searching = scanner.inSkippedLine = midLine;
    scanner.begins = midLine ? -1 : place;
    scanner.lines = linesBefore;
    return scanner;
  }

  /** Whether the input ended before an entry that begins after the chunk. */
  public boolean isAtEnd() {
    return !stopped;
  }

  /** Where the lines begin that were counted; -1 where no entry began. */
  public long begins() {
    return begins;
  }

  /** Where the first line after the chunk begins; the end of the input when there is none. */
  public long end() {
    return stopped ? place : place + limit;
  }

  /** To be used again: it may have grown. */
  public byte[] buffer() {
    return buffer;
  }

  @Override
  public long bytesRead() {
    return bytesRead;
  }

  @Override
  public long lines() {
    return lines;
  }

  @Override
  public void run(LongConsumer progress) throws IOException {
    int lineStart = 0;
    int searched = 0;
    while (!stopped) {
      int known = ends.next();
      int feed = known >= 0 ? known : ByteScan.indexOf(buffer, '\n', searched, limit);
      if (feed >= 0) {
        line(lineStart, feed);
        lineStart = feed + 1;
        searched = lineStart;
        continue;
      }
      if (ended) {
        break;
      }
      searched = limit;
      int moved = makeRoom(lineStart);
      lineStart = Math.max(0, lineStart - moved);
      searched -= moved;
      fill(progress);
    }
    if (!stopped && (lineStart < limit || inSkippedLine)) {
      line(lineStart, limit);
    }
    if (!stopped) {
      close(limit, true);
    }
  }

  private void line(int from, int to) {
    lines++;
    if (inSkippedLine) {
      inSkippedLine = false;
      return;
    }
    boolean begins =
        framing.begins(buffer, from, to, probe) || BareUnits.begins(buffer, from, to, probe);
    if (place + from > until && (begins || searching)) {
      stopAt(from);
      return;
    }
    if (begins && open && !searching && goesOn(from)) {
      return;
    }
    int start = begins ? from : glued(framing, buffer, from, to, probe);
    if (begins || start >= 0 && !searching) {
      if (searching) {
        searching = false;
        lines = 1;
        this.begins = place + from;
      }
      begin(start);
      int second = gluedBehind(framing, buffer, start + current.messageStart, to, probe);
      if (second >= 0) {
        begin(second);
        start = second;
      }
      taker.lookAhead(buffer, start + current.messageStart, to, limit, ends);
    } else if (!begun && !searching) {
      taker.beforeFirst(buffer, from, to, lines);
    }
  }

  /** Whether a message without a prefix is that of the header on the line before. */
  private boolean goesOn(int from) {
    int message = entryStart + current.messageStart;
    return probe.isBare()
        && !current.isBare()
        && ByteScan.trimEnd(buffer, Math.min(message, from), from) == Math.min(message, from);
  }

  private void stopAt(int from) {
    lines--;
    close(from, false);
    place += from;
    stopped = true;
  }

  /**
   * Where an entry begins whose header follows something else on the same line, or -1: a line feed
   * was lost behind the coloured end of a call site, or files were put together in mid-line.
   */
  public static int glued(Framing framing, byte[] bytes, int from, int to, Header probe) {
    if (from >= to) {
      return -1;
    }
    if (bytes[from] == ByteScan.ESCAPE && bytes[to - 1] != 'm') {
      int reset = ByteScan.lastIndexOf(bytes, RESET, from + RESET.length, to);
      int start = reset + RESET.length;
      if (reset >= 0 && framing.begins(bytes, start, to, probe)) {
        return start;
      }
    }
    int end = bytes[to - 1] == '\r' ? to - 1 : to;
    return end > from && bytes[end - 1] == 's' ? gluedQuery(framing, bytes, from, end, probe) : -1;
  }

  /** The same behind the message at {@code message} of an entry that is no query. */
  public static int gluedBehind(Framing framing, byte[] bytes, int message, int to, Header probe) {
    return message >= to || bytes[message] == 'Q' && QueryMessage.isQuery(bytes, message, to)
        ? -1
        : glued(framing, bytes, message, to, probe);
  }

  /** A query's header that stands directly behind something cut off, not after a prefix. */
  private static int gluedQuery(Framing framing, byte[] bytes, int from, int to, Header probe) {
    int query = ByteScan.lastIndexOf(bytes, QUERY, from, to);
    int text = ByteScan.skipColours(bytes, from, to);
    boolean arrow = ByteScan.startsWith(bytes, text, to, PrintedCallSite.ARROW);
    int at = Math.max(from + 1, query - LONGEST_GLUED);
    for (; at < query; at++) {
      if ((arrow || !ByteScan.isBlank(bytes[at - 1]))
          && framing.begins(bytes, at, to, probe)
          && at + probe.messageStart == query) {
        return at;
      }
    }
    return -1;
  }

  private void begin(int from) {
    close(from, false);
    Header recognised = probe;
    probe = current;
    current = recognised;
    open = begun = true;
    entryStart = from;
    entryLine = lines;
    taker.begun(buffer, from, recognised);
  }

  private void close(int end, boolean last) {
    if (open) {
      int from = Math.min(end, entryStart + current.messageStart);
      while (from < end && (buffer[from] == '\n' || buffer[from] == '\r')) {
        from++; // a format that breaks the line before its messages
      }
      taker.entry(buffer, from, end, entryLine, current, last);
      open = false;
    }
  }

  /**
   * Moves what is still needed to the front of the buffer, or grows it; returns by how much it
   * moved.
   */
  private int makeRoom(int lineStart) {
    int needed = open ? entryStart : lineStart;
    if (limit - needed > bound) {
      return skipTooLong(lineStart, needed);
    }
    if (buffer.length - limit >= block) {
      return 0;
    }
    place += needed;
    if (needed > 0) {
      System.arraycopy(buffer, needed, buffer, 0, limit - needed);
      limit -= needed;
      entryStart -= open ? needed : 0;
    }
    if (buffer.length - limit < block) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, limit + block));
    }
    return needed;
  }

  private int skipTooLong(int lineStart, int needed) {
    long line = open ? entryLine : lines + 1;
    int from = open ? Math.min(limit, entryStart + current.messageStart) : needed;
    if (!inSkippedLine && !searching) {
      taker.tooLong(buffer, from, limit, line, open ? current : null);
    }
    open = false;
    boolean midLine = lineStart < limit;
    inSkippedLine |= midLine;
    int moved = limit;
    place += moved;
    limit = 0;
    return moved;
  }

  private void fill(LongConsumer progress) throws IOException {
    int count = input.read(buffer, limit, block);
    if (count < 0) {
      ended = true;
      return;
    }
    limit += count;
    bytesRead += count;
    progress.accept(bytesRead);
  }
}
