package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.BareUnits;
import dev.ectoscope.log.framing.EntryScanner;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.framing.PrintedTime;
import dev.ectoscope.log.message.EntryTaker;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.QueryMessage;
import java.util.Arrays;

/** The console lines of one instance, put together into entries. */
final class LineStream {

  private static final int FEWEST = 3;

  private final String instance;
  private final Framing framing;
  private final EntryTaker taker;
  private final int bound;

  private byte[] bytes = new byte[8 * 1024];
  private int length;
  private Header current = new Header();
  private Header probe = new Header();
  private boolean open;
  private boolean begun;
  private boolean console;
  private boolean overflowed;
  private long entryLine;

  LineStream(String instance, Framing framing, EntryTaker taker, int bound) {
    this.instance = instance;
    this.framing = framing;
    this.taker = taker;
    this.bound = bound;
  }

  String instance() {
    return instance;
  }

  /** Whether the text of the line begins an entry. */
  boolean begins(Line line) {
    int feed = ByteScan.indexOf(line.bytes, '\n', line.from, line.to);
    return framing.begins(line.bytes, line.from, feed < 0 ? line.to : feed, probe);
  }

  /** Whether its records hold lines of a console. */
  boolean isConsole() {
    return console;
  }

  void ofConsole() {
    console = true;
  }

  /** Whether the text of the line is that of a console: several entries, queries among them. */
  boolean holdsEntries(Line line) {
    int entries = 0;
    int queries = 0;
    int from = line.from;
    for (int feed = from; feed >= 0 && (entries < FEWEST || queries == 0); from = feed + 1) {
      feed = ByteScan.indexOf(line.bytes, '\n', from, line.to);
      if (feed >= 0 && framing.begins(line.bytes, from, feed, probe)) {
        entries++;
        queries += QueryMessage.isQuery(line.bytes, from + probe.messageStart, feed) ? 1 : 0;
      }
    }
    return entries >= FEWEST && queries > 0;
  }

  /** Adds [from, to), without its line feed, of what was peeled out of the physical line. */
  void line(Line line, int from, int to, long number) {
    byte[] b = line.bytes;
    boolean begins = framing.begins(b, from, to, probe) || BareUnits.begins(b, from, to, probe);
    int start = begins ? from : EntryScanner.glued(framing, b, from, to, probe);
    if (start < 0 || start == from && open && goesOn()) {
      if (!begun) {
        taker.beforeFirst(b, from, to, number);
      }
      append(b, from, to);
      return;
    }
    append(b, from, start);
    begin(line, number);
    int message = start + current.messageStart;
    int second = EntryScanner.gluedBehind(framing, b, message, to, probe);
    append(b, start, second < 0 ? to : second);
    if (second >= 0) {
      begin(line, number);
      append(b, second, to);
    }
    overflowed |= line.cut;
  }

  private void begin(Line line, long number) {
    close(false);
    Header recognised = probe;
    probe = current;
    current = recognised;
    fromLayers(line);
    open = begun = true;
    entryLine = number;
  }

  /** Whether a message without a prefix is that of the header on the line before. */
  private boolean goesOn() {
    int message = Math.min(length, current.messageStart);
    return probe.isBare()
        && !current.isBare()
        && ByteScan.trimEnd(bytes, message, length) == message;
  }

  private void fromLayers(Line line) {
    current.instance = instance;
    current.requestId = line.requestId;
    if (current.requestIdTo == 0) {
      current.idKind = line.idKind;
    }
    current.name = line.name;
    current.pid = line.pid;
    current.error |= line.error;
    current.clock = PrintedTime.together(current.clock, line.clock);
  }

  private void append(byte[] b, int from, int to) {
    if (!open || overflowed) {
      return;
    }
    int count = to - from;
    if (length + count > bound) {
      overflowed = true;
      count = Math.max(0, bound - length); // the line feed before may stand on the bound
    }
    if (bytes.length - length < count + 1) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count + 1));
    }
    System.arraycopy(b, from, bytes, length, count);
    length += count;
    bytes[length++] = '\n';
  }

  /** Gives away the entry that is open. */
  void close(boolean last) {
    if (open) {
      int from = Math.min(length, current.messageStart);
      while (from < length && (bytes[from] == '\n' || bytes[from] == '\r')) {
        from++; // a format that breaks the line before its messages
      }
      taker.begun(bytes, 0, current);
      if (overflowed) {
        taker.tooLong(bytes, from, length, entryLine, current);
      } else {
        taker.entry(bytes, from, length, entryLine, current, last);
      }
    }
    open = overflowed = false;
    length = 0;
    if (bytes.length > 1024 * 1024) {
      bytes = new byte[8 * 1024];
    }
  }
}
