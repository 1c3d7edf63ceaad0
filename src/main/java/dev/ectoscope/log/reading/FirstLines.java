package dev.ectoscope.log.reading;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.wrapper.JsonLayer;
import dev.ectoscope.log.wrapper.Layer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The first lines of an input, at most 1,000, and what is left of them behind the layers that wrap
 * them. Its format is told by these.
 */
final class FirstLines {

  private static final int MOST = 1000;

  private FirstLines() {}

  /**
   * Of an input that begins with these bytes: lines without a text are left out, and a last one
   * that the end of the bytes may have cut.
   */
  static List<Line> of(byte[] bytes, int length) {
    List<Line> lines = new ArrayList<>();
    int from = 0;
    while (from < length && lines.size() < MOST) {
      int feed = ByteScan.indexOf(bytes, '\n', from, length);
      int to = ByteScan.trimEnd(bytes, from, feed < 0 ? length : feed);
      if (to > from && ByteScan.skipColours(bytes, from, to) < to) {
        lines.add(line(bytes, from, to));
      }
      from = feed < 0 ? length : feed + 1;
    }
    if (lines.size() > 1 && from >= length && bytes[length - 1] != '\n') {
      lines.remove(lines.size() - 1); // cut by the end of the sample
    }
    return lines;
  }

  /** A line of its own, for a layer to narrow. */
  static Line line(byte[] bytes, int from, int to) {
    Line line = new Line();
    line.set(bytes, from, to);
    return line;
  }

  /** What a layer has inside, pieces of one line put together; without the lines that lack it. */
  static List<Line> behind(List<Line> sample, Layer layer) {
    List<Line> peeled = new ArrayList<>();
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (Line line : sample) {
      Line copy = line(line.bytes, line.from, line.to);
      if (!layer.peel(copy)) {
        continue;
      }
      pieces.write(copy.bytes, copy.from, copy.to - copy.from);
      if (copy.partial) {
        continue;
      }
      byte[] own = pieces.toByteArray();
      pieces.reset();
      int end = ByteScan.trimEnd(own, 0, own.length);
      boolean several = layer instanceof JsonLayer && ByteScan.indexOf(own, '\n', 0, end) >= 0;
      if (several) {
        byte[] text = Arrays.copyOf(own, end + 1);
        text[end] = '\n';
        peeled.addAll(of(text, end + 1)); // not all lines begin as the first does
      } else if (end > 0) {
        peeled.add(line(own, 0, end));
      }
    }
    return peeled;
  }

  /** The same of several layers, outermost first. */
  static List<Line> behind(List<Line> sample, List<Layer> layers) {
    List<Line> inside = sample;
    for (Layer layer : layers) {
      inside = behind(inside, layer);
    }
    return inside;
  }

  /** How many of them have a layer around them. */
  static int count(List<Line> sample, Layer layer) {
    int count = 0;
    for (Line line : sample) {
      if (layer.peel(line(line.bytes, line.from, line.to))) {
        count++;
      }
    }
    return count;
  }
}
