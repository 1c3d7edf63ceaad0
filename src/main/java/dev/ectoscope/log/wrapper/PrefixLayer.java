package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.message.Line;
import java.util.List;
import java.util.function.Function;

/** What log shippers print before every physical line. */
public final class PrefixLayer implements Layer {

  private static final int MOST_INSTANCES = 10_000;
  private static final byte[] LINE_FEED = "#012".getBytes(US_ASCII);

  /** Reads a prefix; the message starts at what it returns, or it is -1. */
  @FunctionalInterface
  private interface Kind {
    int end(Prefix prefix, byte[] bytes, int from, int to);
  }

  private final String name;
  private final Kind kind;
  private final Prefix prefix = new Prefix();
  private final Interner<String> instances = new Interner<>(MOST_INSTANCES, Function.identity());
  private final boolean escapes;
  private final boolean indents;
  private int width;
  private String last = "";

  private PrefixLayer(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
    this.indents = name.equals("journald");
    this.escapes = name.equals("syslog") || name.equals("journald");
  }

  /** All of them, fresh, the most particular first. */
  public static List<Layer> all() {
    return List.of(
        new PrefixLayer("cri", Prefix::cri),
        new PrefixLayer("kubectl", Prefix::kubectl),
        new PrefixLayer("fly", Prefix::fly),
        new PrefixLayer("heroku", Prefix::heroku),
        new PrefixLayer("syslog", Prefix::syslog),
        new PrefixLayer("journald", Prefix::journald),
        new PrefixLayer("loki", Prefix::loki),
        new PrefixLayer("cloudwatch", Prefix::cloudwatch),
        new PrefixLayer("compose", Prefix::compose),
        new PrefixLayer("github", Prefix::github),
        new PrefixLayer("fluent-bit", Prefix::fluentBit),
        new PrefixLayer("comment", Prefix::comment),
        new PrefixLayer("timestamps", Prefix::timestamps));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean peel(Line line) {
    prefix.clear();
    int start = ByteScan.skipColours(line.bytes, line.from, line.to);
    int end = kind.end(prefix, line.bytes, start, line.to);
    if (end < 0) {
      return width > 0 && peelIndented(line);
    }
    width = indents ? end - line.from : 0;
    if (prefix.timed) {
      line.clock = prefix.time.clock;
    }
    if (prefix.instanceTo > prefix.instanceFrom) {
      last = instances.get(line.bytes, prefix.instanceFrom, prefix.instanceTo);
      line.within(last);
    }
    line.partial = prefix.partial;
    line.narrow(Math.min(end, line.to));
    if (prefix.closed) {
      line.to = ByteScan.trimEnd(line.bytes, line.from, line.to) - 1;
    }
    if (escapes && ByteScan.indexOf(line.bytes, LINE_FEED, line.from, line.to) >= 0) {
      unescape(line);
    }
    return true;
  }

  /** journalctl puts the further lines of a message below its first. */
  private boolean peelIndented(Line line) {
    int to = line.from + width;
    if (to > line.to) {
      return false;
    }
    for (int at = line.from; at < to; at++) {
      if (line.bytes[at] != ' ') {
        return false;
      }
    }
    line.within(last);
    line.narrow(to);
    return true;
  }

  /** rsyslog prints control characters as {@code #} and three octal digits. */
  private void unescape(Line line) {
    byte[] plain = new byte[line.to - line.from];
    int length = 0;
    for (int at = line.from; at < line.to; at++) {
      byte b = line.bytes[at];
      if (b == '#' && isOctal(line.bytes, at + 1, line.to)) {
        b = (byte) ((line.bytes[at + 1] - '0') * 64 + (line.bytes[at + 2] - '0') * 8);
        b += (byte) (line.bytes[at + 3] - '0');
        at += 3;
      }
      plain[length++] = b;
    }
    line.text(plain, 0, length);
  }

  private static boolean isOctal(byte[] b, int at, int to) {
    return at + 3 <= to
        && b[at] == '0'
        && b[at + 1] <= '3'
        && b[at + 1] >= '0'
        && b[at + 2] >= '0'
        && b[at + 2] <= '7';
  }
}
