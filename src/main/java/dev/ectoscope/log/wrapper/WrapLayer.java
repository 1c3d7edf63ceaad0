package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import dev.ectoscope.log.message.TornMessages;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log copied out of a terminal, which broke each line at its width: lines of just that width go
 * on in the next.
 */
public final class WrapLayer implements Layer {

  private static final int NARROWEST = 40;
  private static final int FEWEST = 3;

  /** As many may have been lost where the terminal broke a line. */
  private static final String BLANKS = " ";

  private static final byte[] ARROW = "↳".getBytes(StandardCharsets.UTF_8);

  private final int width;

  public WrapLayer(int width) {
    this.width = width;
  }

  /**
   * Of a log whose lines other layers surround, or null: lines that have nothing of them are those
   * behind a line of just the width.
   *
   * @param outer finds the outermost of these layers, or null
   */
  public static @Nullable WrapLayer around(
      List<Line> sample, Function<List<Line>, @Nullable Layer> outer) {
    WrapLayer wrap = mostFull(sample, 1);
    if (wrap == null) {
      return null;
    }
    Layer layer = outer.apply(wrap.joined(sample));
    if (layer == null) {
      return null;
    }
    int bare = 0;
    int behindFull = 0;
    for (int i = 1; i < sample.size(); i++) {
      Line line = new Line();
      line.takeOver(sample.get(i));
      if (!layer.peel(line)) {
        bare++;
        behindFull += wrap.isFull(printedWidth(sample.get(i - 1))) ? 1 : 0;
      }
    }
    return behindFull >= FEWEST && behindFull * 10 >= bare * 9 ? wrap : null;
  }

  /** The lines as they were before the terminal broke them. */
  public List<Line> joined(List<Line> sample) {
    List<Line> joined = new ArrayList<>();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (Line line : sample) {
      int printed = printedWidth(line);
      whole.write(line.bytes, line.from, withBlanks(line) - line.from);
      if (isFull(printed)) {
        whole.writeBytes(BLANKS.substring(0, width - printed).getBytes(StandardCharsets.UTF_8));
      } else {
        Line one = new Line();
        one.set(whole.toByteArray(), 0, whole.size());
        joined.add(one);
        whole.reset();
      }
    }
    return joined;
  }

  /** Of a log that looks as if broken so, or null. */
  public static @Nullable WrapLayer of(List<Line> sample) {
    WrapLayer wrap = mostFull(sample, FEWEST);
    if (wrap == null) {
      return null;
    }
    ConsoleFraming console = new ConsoleFraming();
    int full = 0;
    int complete = 0;
    for (int i = 0; i < sample.size(); i++) {
      Line line = sample.get(i);
      if (wrap.isFull(printedWidth(line))) {
        full++;
        boolean goesOn = i + 1 < sample.size() && mayGoOn(line, sample.get(i + 1), console);
        complete += line.bytes[line.to - 1] == ']' || !goesOn ? 1 : 0;
      }
    }
    return complete * 5 <= full ? wrap : null;
  }

  /** Of a log in which a tenth of all lines is of the greatest width, not all, or null. */
  private static @Nullable WrapLayer mostFull(List<Line> sample, int fewestTexts) {
    int width = 0;
    for (Line line : sample) {
      width = Math.max(width, printedWidth(line));
    }
    int full = 0;
    Set<String> texts = new HashSet<>();
    for (Line line : sample) {
      if (width >= NARROWEST && width - printedWidth(line) <= BLANKS.length()) {
        full++;
        texts.add(new String(line.bytes, line.from, line.to - line.from, StandardCharsets.UTF_8));
      }
    }
    boolean most = full * 10 >= sample.size() && full * 10 <= sample.size() * 9;
    return texts.size() >= fewestTexts && most ? new WrapLayer(width) : null;
  }

  /** Whether what follows a full line may be the rest of it, not the beginning of something. */
  private static boolean mayGoOn(Line line, Line next, ConsoleFraming console) {
    boolean afterHeader =
        line.bytes[line.to - 1] == 's'
            && TornMessages.beginsStatement(next.bytes, next.from, next.to);
    return !afterHeader
        && !isArrow(next)
        && !console.begins(next.bytes, next.from, next.to, new Header());
  }

  @Override
  public String name() {
    return "wrapped";
  }

  @Override
  public boolean peel(Line line) {
    int printed = width(line, line.to);
    line.partial = isFull(printed);
    if (line.partial && printed < width) {
      byte[] text = Arrays.copyOfRange(line.bytes, line.from, line.to + width - printed);
      Arrays.fill(text, line.to - line.from, text.length, (byte) ' ');
      line.text(text, 0, text.length);
    }
    return true;
  }

  /** What is copied from a terminal often lacks the blanks at the ends of lines. */
  private boolean isFull(int printed) {
    return printed <= width && width - printed <= BLANKS.length();
  }

  /** Whether a line cannot be the rest of the one before. */
  static boolean isArrow(Line line) {
    int at = ByteScan.skipColours(line.bytes, line.from, line.to);
    return ByteScan.startsWith(line.bytes, at, line.to, ARROW);
  }

  /** Of a line of the sample, which is without the blanks at its end. */
  private static int printedWidth(Line line) {
    return width(line, withBlanks(line));
  }

  private static int withBlanks(Line line) {
    int to = line.to;
    while (to < line.bytes.length && line.bytes[to] == ' ') {
      to++;
    }
    return to;
  }

  /** Characters as a terminal counts them. */
  private static int width(Line line, int to) {
    int width = 0;
    for (int at = line.from; at < to; at++) {
      int after = ByteScan.skipColours(line.bytes, at, to);
      if (after > at) {
        at = after - 1;
      } else if ((line.bytes[at] & 0xC0) != 0x80) {
        width++;
      }
    }
    return width;
  }
}
