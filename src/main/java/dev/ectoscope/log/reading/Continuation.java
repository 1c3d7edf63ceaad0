package dev.ectoscope.log.reading;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.BareUnits;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.wrapper.Layer;
import dev.ectoscope.log.wrapper.LogfmtLayer;
import dev.ectoscope.log.wrapper.WrapLayer;
import java.util.Arrays;

/**
 * What stands at the beginning of a file of a rotated log and belongs to the last message of the
 * file before: the log was rotated within a message, or within a line.
 */
final class Continuation {

  static final Continuation NONE = new Continuation(LogFormat.DETECTED, new byte[0], false);

  private final byte[] next;
  private final boolean whole;
  private final LogFormat format;
  private final boolean ofRecords;
  private final Framing framing;
  private final Header header = new Header();

  /**
   * @param next first bytes of the file after
   * @param whole whether it has no more
   */
  Continuation(LogFormat named, byte[] next, boolean whole) {
    this.next = next;
    this.whole = whole;
    int second = endOfLine(0);
    byte[] lines = Arrays.copyOfRange(next, second, next.length);
    this.format = named.of(lines, lines.length);
    this.framing = format.framing();
    this.ofRecords = format.holdsRecords() || holdsWholeQueries(lines);
  }

  private boolean holdsWholeQueries(byte[] lines) {
    return format.layers().stream().anyMatch(LogfmtLayer.class::isInstance)
        && FirstLines.behind(FirstLines.of(lines, lines.length), format.layers()).stream()
            .filter(line -> QueryMessage.isQuery(line.bytes, line.from, line.to))
            .anyMatch(line -> ByteScan.indexOf(line.bytes, '\n', line.from, line.to) >= 0);
  }

  /** Whether the file before, which is of this format, may go on in it. */
  boolean mayFollow(LogFormat before) {
    return next.length > 0
        && before.name().equals(format.name())
        && before.order() == format.order()
        && format.layers().stream().noneMatch(WrapLayer.class::isInstance)
        && (ofRecords || !isBlank(nextEntry(0)) || beginsWithoutItsTime());
  }

  /**
   * @param cut the beginning of the line that the file before ends in the middle of, or nothing
   * @return the bytes that are the rest of its last message, perhaps behind a line feed of their
   *     own that ends the line
   */
  Rest rest(byte[] cut) {
    if (ofRecords) {
      boolean none = cut.length == 0 || isPeeled(0, endOfLine(0));
      return none ? Rest.NONE : new Rest(Arrays.copyOf(next, endOfLine(0)), false, false);
    }
    int end = nextEntry(0);
    boolean looksWhole =
        end == 0
            && cut.length > 0
            && beginsWithoutItsTime()
            && clock(joined(cut)) > clock(Arrays.copyOf(next, endOfLine(0)));
    if (looksWhole) {
      end = nextEntry(endOfLine(0));
    }
    if (isBlank(end)) {
      return Rest.NONE;
    }
    boolean lineOfItsOwn =
        cut.length > 0 && !format.layers().isEmpty() && isPeeled(0, endOfLine(0));
    return new Rest(Arrays.copyOf(next, end), lineOfItsOwn, looksWhole);
  }

  /**
   * @param bytes from the beginning of the file after
   * @param onItsOwnLine whether the file before lacks but the line feed
   * @param looksWhole whether it would be taken for an entry of the file after
   */
  record Rest(byte[] bytes, boolean onItsOwnLine, boolean looksWhole) {
    static final Rest NONE = new Rest(new byte[0], false, false);

    boolean isNone() {
      return bytes.length == 0;
    }
  }

  /** As in {@code 2026-11-20 09:15:0|2.120 [debug] …}: an entry, but not where its line began. */
  private boolean beginsWithoutItsTime() {
    int end = endOfLine(0);
    int entry = nextEntry(end);
    return format.layers().isEmpty()
        && kind(clock(Arrays.copyOf(next, end)))
            < kind(clock(Arrays.copyOfRange(next, entry, endOfLine(entry))));
  }

  /** No time, a time of day, a date. */
  private static int kind(long clock) {
    return clock < 0 ? 0 : clock < PrintedSpan.FIRST_DATE ? 1 : 2;
  }

  private byte[] joined(byte[] cut) {
    int end = endOfLine(0);
    byte[] line = Arrays.copyOf(cut, cut.length + end);
    System.arraycopy(next, 0, line, cut.length, end);
    return line;
  }

  private long clock(byte[] line) {
    int to = ByteScan.trimEnd(line, 0, line.length);
    return framing.begins(line, 0, to, header) ? header.clock : LogEvent.ABSENT;
  }

  /** Where the first line begins that begins an entry, from {@code from} on. */
  private int nextEntry(int from) {
    for (int at = from; at < next.length; at = endOfLine(at)) {
      if (begins(at, endOfLine(at))) {
        return at;
      }
    }
    return whole ? next.length : from;
  }

  private boolean begins(int from, int end) {
    Line line = new Line();
    line.set(next, from, ByteScan.trimEnd(next, from, end));
    for (Layer layer : format.layers()) {
      if (!layer.peel(line)) {
        return false;
      }
    }
    int feed = ByteScan.indexOf(line.bytes, '\n', line.from, line.to);
    int to = feed < 0 ? line.to : feed;
    return framing.begins(line.bytes, line.from, to, header)
        || BareUnits.begins(line.bytes, line.from, to, header);
  }

  private boolean isPeeled(int from, int end) {
    Line line = new Line();
    line.set(next, from, ByteScan.trimEnd(next, from, end));
    return format.layers().stream().findFirst().map(layer -> layer.peel(line)).orElse(false);
  }

  private boolean isBlank(int end) {
    return ByteScan.trimEnd(next, 0, end) == 0;
  }

  private int endOfLine(int from) {
    int feed = ByteScan.indexOf(next, '\n', from, next.length);
    return feed < 0 ? next.length : feed + 1;
  }
}
