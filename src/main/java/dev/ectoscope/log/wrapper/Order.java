package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.QueryMessage;
import dev.ectoscope.log.message.TornMessages;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which way the lines of a log stand: log stores list the newest first. */
public enum Order {
  OLDEST_FIRST,
  /** Line by line: what belongs to a header stands above it. */
  NEWEST_LINE_FIRST,
  /** Entry by entry: lines of one time, or without a time, stand as they were written. */
  NEWEST_ENTRY_FIRST;

  public static final String NAME = "newest-first";
  private static final byte[] QUERY = "QUERY ".getBytes(US_ASCII);
  private static final int MUCH_MORE = 4;
  private static final int FEWEST = 3;

  /**
   * Tells it from whether statements stand below or above their headers, and from whether clocks go
   * up or down.
   *
   * @param layers around the lines of the sample
   */
  public static Order of(List<Line> sample, List<Layer> layers) {
    Map<String, Line> previous = new HashMap<>();
    ConsoleFraming console = new ConsoleFraming();
    Header header = new Header();
    int below = 0;
    int above = 0;
    int up = 0;
    int down = 0;
    long last = LogEvent.ABSENT;
    for (Line physical : sample) {
      Line line = peeled(physical, layers);
      long clock = clock(line, console, header);
      up += last >= 0 && clock > last ? 1 : 0;
      down += clock >= 0 && clock < last ? 1 : 0;
      last = clock >= 0 ? clock : last;
      Line before = previous.put(line.instance, line);
      if (before != null) {
        below += isHeader(before) && isStatement(line) ? 1 : 0;
        above += isStatement(before) && isHeader(line) ? 1 : 0;
      }
    }
    boolean falling = down >= FEWEST && down > MUCH_MORE * up;
    boolean rising = up > MUCH_MORE * down;
    if (above > below && !rising) {
      return NEWEST_LINE_FIRST;
    }
    return falling ? NEWEST_ENTRY_FIRST : OLDEST_FIRST;
  }

  /** Whether the clocks that the layers read go down. */
  public static boolean isFalling(List<Line> sample, List<Layer> layers) {
    int up = 0;
    int down = 0;
    long last = LogEvent.ABSENT;
    for (Line physical : sample) {
      long clock = peeled(physical, layers).clock;
      up += last >= 0 && clock > last ? 1 : 0;
      down += clock >= 0 && clock < last ? 1 : 0;
      last = clock >= 0 ? clock : last;
    }
    return down >= FEWEST && down > MUCH_MORE * up;
  }

  /** A copy of the physical line without what is around its text; without a clock if not peeled. */
  public static Line peeled(Line physical, List<Layer> layers) {
    Line line = new Line();
    line.set(physical.bytes, physical.from, physical.to);
    for (Layer layer : layers) {
      if (!(layer instanceof WrapLayer) && !layer.peel(line)) {
        line.set(physical.bytes, physical.from, physical.to);
        return line;
      }
    }
    if (line.bytes != physical.bytes) {
      line.text(Arrays.copyOfRange(line.bytes, line.from, line.to), 0, line.to - line.from);
    }
    return line;
  }

  /** What the layers say, else the console's own header: tenths of a millisecond, or ABSENT. */
  public static long clock(Line line, ConsoleFraming console, Header header) {
    if (line.clock >= 0) {
      return line.clock;
    }
    int feed = ByteScan.indexOf(line.bytes, '\n', line.from, line.to);
    return console.begins(line.bytes, line.from, feed < 0 ? line.to : feed, header)
        ? header.clock
        : LogEvent.ABSENT;
  }

  /** A header alone, whose statement is another line. */
  private static boolean isHeader(Line line) {
    int query = ByteScan.indexOf(line.bytes, QUERY, line.from, line.to);
    return query >= 0
        && QueryMessage.isQuery(line.bytes, query, line.to)
        && ByteScan.indexOf(line.bytes, '\n', query, line.to) < 0;
  }

  private static boolean isStatement(Line line) {
    int at = ByteScan.skipColours(line.bytes, line.from, line.to);
    return TornMessages.beginsStatement(line.bytes, at, line.to);
  }
}
