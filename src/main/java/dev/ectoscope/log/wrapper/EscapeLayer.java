package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log whose colours came through as text: copied from a terminal or a web page, shown by {@code
 * cat -v}, or escaped twice. Each form is given back the byte it stands for.
 */
public final class EscapeLayer implements Layer {

  public static final String NAME = "escaped";
  private static final int FEWEST = 2;
  private static final byte[] QUOTE = "&quot;".getBytes(US_ASCII);
  private static final byte[][] ENTITIES =
      ascii("&quot;", "&lt;", "&gt;", "&amp;", "&#39;", "&#34;");
  private static final String PLAIN = "\"<>&'\"";
  private static final byte[][] ESCAPES = {
    "^[".getBytes(US_ASCII),
    "\\u001b".getBytes(US_ASCII),
    "\\u001B".getBytes(US_ASCII),
    "\\x1b".getBytes(US_ASCII),
    "\\x1B".getBytes(US_ASCII),
    "\\033".getBytes(US_ASCII),
    "#033".getBytes(US_ASCII), // rsyslog
    "\\e".getBytes(US_ASCII),
    "\u241b".getBytes(UTF_8),
    "\ufffd".getBytes(UTF_8),
    {}
  };
  private static final byte[] META = {'M', '-'};

  /** The call site's arrow as {@code cat -v} shows it. */
  private static final byte[] META_ARROW = "M-bM-^FM-3 ".getBytes(US_ASCII);

  /** What becomes of the arrow where a terminal or a shipper takes it for other characters. */
  private static final byte[][] ARROWS = {
    "\\x{21B3} ".getBytes(US_ASCII), // Erlang, where the locale is C
    "\u00e2\u2020\u00b3 ".getBytes(UTF_8), // read as Windows-1252
    "\u00e2\u0086\u00b3 ".getBytes(UTF_8), // read as Latin-1
    "\\xE2\\x86\\xB3 ".getBytes(US_ASCII),
    "\\xe2\\x86\\xb3 ".getBytes(US_ASCII),
    "\\342\\206\\263 ".getBytes(US_ASCII),
    "#342#206#263 ".getBytes(US_ASCII), // rsyslog
    "\\u21B3 ".getBytes(US_ASCII),
    "\\u21b3 ".getBytes(US_ASCII),
    "??? ".getBytes(US_ASCII),
    "? ".getBytes(US_ASCII)
  };

  private static final byte[] ARROW = "\u21b3 ".getBytes(UTF_8);
  private static final byte[] AT = ", at: ".getBytes(US_ASCII);

  /** Before an arrow there is nothing but a colour. */
  private static final int LONGEST_COLOUR = 12;

  private final byte @Nullable [] arrow;
  private final byte @Nullable [] escape;
  private final boolean meta;
  private final boolean dollars;
  private final boolean entities;
  private int written;

  private EscapeLayer(
      byte @Nullable [] arrow,
      byte @Nullable [] escape,
      boolean meta,
      boolean dollars,
      boolean entities) {
    this.arrow = arrow;
    this.escape = escape;
    this.meta = meta;
    this.dollars = dollars;
    this.entities = entities;
  }

  private static byte[][] ascii(String... words) {
    byte[][] all = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      all[i] = words[i].getBytes(US_ASCII);
    }
    return all;
  }

  /** Of a log that has such colours at the beginnings of lines, or null. */
  public static @Nullable EscapeLayer of(List<Line> sample) {
    byte[] escape = null;
    int most = FEWEST - 1;
    for (byte[] form : ESCAPES) {
      int count = 0;
      for (Line line : sample) {
        count += colour(line.bytes, line.from, line.to, form) > 0 ? 1 : 0;
      }
      if (count > most) {
        most = count;
        escape = form;
      }
    }
    int dollars = 0;
    int quotes = 0;
    boolean meta = false;
    for (Line line : sample) {
      dollars += line.to > line.from && line.bytes[line.to - 1] == '$' ? 1 : 0;
      quotes += ByteScan.indexOf(line.bytes, QUOTE, line.from, line.to) >= 0 ? 1 : 0;
      meta |= ByteScan.indexOf(line.bytes, META_ARROW, line.from, line.to) >= 0;
    }
    boolean ends = dollars > 1 && dollars * 10 >= sample.size() * 9;
    boolean entities = quotes > 1 && quotes * 10 >= sample.size();
    byte[] arrow = arrow(sample);
    return arrow != null || escape != null || ends || entities || meta
        ? new EscapeLayer(arrow, escape, meta, ends, entities)
        : null;
  }

  /** How the arrows of call sites are written, or null when it is as they are. */
  private static byte @Nullable [] arrow(List<Line> sample) {
    byte[] arrow = null;
    int most = FEWEST - 1;
    for (byte[] form : ARROWS) {
      int count = 0;
      for (Line line : sample) {
        int end = Math.min(line.to, line.from + LONGEST_COLOUR + form.length);
        int at = ByteScan.indexOf(line.bytes, form, line.from, end);
        boolean first = at >= 0 && isNoText(line.bytes, line.from, at);
        count += first && ByteScan.indexOf(line.bytes, AT, at, line.to) > 0 ? 1 : 0;
      }
      if (count > most) {
        most = count;
        arrow = form;
      }
    }
    return arrow;
  }

  /** Nothing, or a colour in whatever form. */
  private static boolean isNoText(byte[] b, int from, int to) {
    return to == from || b[to - 1] == 'm' && ByteScan.indexOf(b, '[', from, to) >= 0;
  }

  /** After {@code [36m} behind an escape of this form at {@code from}, or -1. */
  private static int colour(byte[] b, int from, int to, byte[] form) {
    int open = from + form.length;
    if (open + 2 >= to || b[open] != '[' || !ByteScan.startsWith(b, from, to, form)) {
      return -1;
    }
    int at = open + 1;
    while (at < to && at - open < 12 && (ByteScan.isDigit(b[at]) || b[at] == ';')) {
      at++;
    }
    boolean bare = form.length == 0 && at == open + 1;
    return at < to && b[at] == 'm' && !bare ? at + 1 : -1;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean peel(Line line) {
    byte[] b = line.bytes;
    int to = dollars && line.to > line.from && b[line.to - 1] == '$' ? line.to - 1 : line.to;
    byte[] out = new byte[to - line.from + ARROW.length];
    int length = 0;
    int at = line.from;
    byte[] form = arrow;
    while (at < to) {
      if (form != null
          && at - line.from <= LONGEST_COLOUR
          && ByteScan.startsWith(b, at, to, form)
          && isNoText(b, line.from, at)) {
        System.arraycopy(ARROW, 0, out, length, ARROW.length);
        length += ARROW.length;
        at += form.length;
        form = null;
        continue;
      }
      int next = escaped(b, at, to, out, length);
      if (next > at) {
        length = written;
        at = next;
      } else {
        out[length++] = b[at++];
      }
    }
    line.text(out, 0, length);
    return true;
  }

  /** Writes what the escape at {@code at} stands for; returns where it ends, or {@code at}. */
  private int escaped(byte[] b, int at, int to, byte[] out, int length) {
    byte c = b[at];
    byte[] form = escape;
    if (form != null && (form.length == 0 ? c == '[' : c == form[0])) {
      int end = colour(b, at, to, form);
      if (end > 0) {
        written = length; // colours say nothing
        return end;
      }
    }
    if (meta && c == 'M' && ByteScan.startsWith(b, at, to, META)) {
      return character(b, at, to, out, length);
    }
    if (dollars && c == '^' && at + 1 < to && b[at + 1] == 'I') {
      return write(out, length, (byte) '\t', at + 2);
    }
    if (entities && c == '&') {
      for (int i = 0; i < ENTITIES.length; i++) {
        if (ByteScan.startsWith(b, at, to, ENTITIES[i])) {
          return write(out, length, (byte) PLAIN.charAt(i), at + ENTITIES[i].length);
        }
      }
    }
    return at;
  }

  /** A character of several bytes; {@code M-} before anything else is a text's own. */
  private int character(byte[] b, int at, int to, byte[] out, int length) {
    int lead = shown(b, at, to) & 0xff;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
    if (more == 0 || lead > 0xf4) {
      return at;
    }
    out[length] = (byte) lead;
    int from = at + META.length + 1;
    for (int i = 1; i <= more; i++) {
      int next = shown(b, from, to);
      if (next == 0 || (next & 0xC0) != 0x80) {
        return at;
      }
      out[length + i] = (byte) next;
      from +=
          b[from + META.length] == '^' && from + META.length + 1 < to
              ? META.length + 2
              : META.length + 1;
    }
    written = length + 1 + more;
    return from;
  }

  /** The byte shown as {@code M-b} or {@code M-^F} at {@code at}, or 0. */
  private static int shown(byte[] b, int at, int to) {
    int low = at + META.length;
    if (low >= to || !ByteScan.startsWith(b, at, to, META)) {
      return 0;
    }
    return (b[low] == '^' && low + 1 < to ? b[low + 1] ^ 0x40 : b[low]) & 0x7f | 0x80;
  }

  private int write(byte[] out, int length, byte b, int end) {
    out[length] = b;
    written = length + 1;
    return end;
  }
}
