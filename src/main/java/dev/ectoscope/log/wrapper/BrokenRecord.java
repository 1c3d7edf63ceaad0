package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one JSON record that was broken into several: syslog cuts messages at its own
 * length, a terminal at its width. A line goes on with a record as long as its braces are open;
 * what turns out to be none is given back line by line.
 */
public final class BrokenRecord {

  private static final int MOST_LINES = 4096;
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  /** One line as it was behind the layers outside. */
  record Piece(byte[] bytes, String instance, long clock, long number) {}

  private final List<Piece> pieces = new ArrayList<>();
  private int length;
  private int depth;
  private boolean inString;
  private boolean escaped;

  /** Of a record that begins with a line; null when it ends there, or is none. */
  public static @Nullable BrokenRecord of(Line line, long number) {
    int start = ByteScan.skipColours(line.bytes, line.from, line.to);
    int end = ByteScan.trimEnd(line.bytes, line.from, line.to);
    boolean begins = start + 1 < end && line.bytes[start] == '{' && line.bytes[start + 1] == '"';
    if (!begins || line.bytes[end - 1] == '}' || line.cut) {
      return null;
    }
    BrokenRecord record = new BrokenRecord();
    record.add(line, number);
    return record.isOpen() ? record : null;
  }

  /** Whether a line may be a part of it: within a string, no record of its own begins. */
  public boolean mayGoOn(Line line) {
    boolean begins =
        line.from + 1 < line.to && line.bytes[line.from] == '{' && line.bytes[line.from + 1] == '"';
    return !(begins && inString)
        && pieces.size() < MOST_LINES
        && length + line.to - line.from < MOST_BYTES;
  }

  public void add(Line line, long number) {
    byte[] own = Arrays.copyOfRange(line.bytes, line.from, line.to);
    pieces.add(new Piece(own, line.instance, line.clock, number));
    length += own.length;
    for (byte b : own) {
      if (inString) {
        inString = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else if (b == '"') {
        inString = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      }
    }
  }

  /** Whether its end is still to come. */
  public boolean isOpen() {
    return depth > 0;
  }

  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(length);
    pieces.forEach(piece -> whole.write(piece.bytes, 0, piece.bytes.length));
    return whole.toByteArray();
  }

  List<Piece> pieces() {
    return pieces;
  }

  /**
   * The first lines of a log, broken records among them put together.
   *
   * @param sample is returned itself when there are none
   */
  public static List<Line> joined(List<Line> sample) {
    List<Line> joined = new ArrayList<>();
    BrokenRecord open = null;
    int begun = 0;
    for (Line line : sample) {
      if (open != null && open.mayGoOn(line)) {
        open.add(line, 0);
        joined.add(line);
      } else {
        open = of(line, 0);
        begun = joined.size();
        joined.add(line);
      }
      if (open != null && !open.isOpen()) {
        byte[] whole = open.bytes();
        Line record = new Line();
        record.set(whole, 0, whole.length);
        joined.subList(begun, joined.size()).clear();
        joined.add(record);
        open = null;
      }
    }
    return joined.size() == sample.size() ? sample : joined;
  }
}
