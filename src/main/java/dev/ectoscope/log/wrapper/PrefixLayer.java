package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.framing.Timestamp;
import dev.ectoscope.log.message.Line;
import java.util.List;
import java.util.function.Function;

/**
 * What log shippers print before every physical line.
 *
 * <p>Sources: docker compose logs, kubectl logs --prefix --timestamps, the CRI logging format of
 * Kubernetes (kubernetes/design-proposals, kubelet-cri-logging), Heroku's and Fly's log lines,
 * journalctl(1) {@code --output}, RFC 3164, RFC 5424, {@code aws logs tail}, logcli.
 */
public final class PrefixLayer implements Layer {

  private static final int LONGEST = 400;
  private static final int MOST_INSTANCES = 10_000;
  private static final byte[] POD = "[pod/".getBytes(US_ASCII);
  private static final byte[] STDOUT = "stdout ".getBytes(US_ASCII);
  private static final byte[] STDERR = "stderr ".getBytes(US_ASCII);

  private static final byte[] LINE_FEED = "#012".getBytes(US_ASCII);

  /** Reads a prefix; the message starts at what it returns, or it is -1. */
  @FunctionalInterface
  private interface Kind {
    int end(PrefixLayer layer, byte[] bytes, int from, int to);
  }

  private final String name;
  private final Kind kind;
  private final Timestamp time = new Timestamp();
  private final Interner<String> instances = new Interner<>(MOST_INSTANCES, Function.identity());
  private final boolean escapes;
  private final boolean indents;
  private int width;
  private String last = "";
  private boolean timed;
  private boolean partial;
  private int instanceFrom;
  private int instanceTo;

  private PrefixLayer(String name, Kind kind) {
    this.name = name;
    this.kind = kind;
    this.indents = name.equals("journald");
    this.escapes = name.equals("syslog") || name.equals("journald");
  }

  /** All of them, fresh, the most particular first. */
  public static List<Layer> all() {
    return List.of(
        new PrefixLayer("cri", PrefixLayer::cri),
        new PrefixLayer("kubectl", PrefixLayer::kubectl),
        new PrefixLayer("fly", PrefixLayer::fly),
        new PrefixLayer("heroku", PrefixLayer::heroku),
        new PrefixLayer("syslog", PrefixLayer::syslog),
        new PrefixLayer("journald", PrefixLayer::journald),
        new PrefixLayer("loki", PrefixLayer::loki),
        new PrefixLayer("cloudwatch", PrefixLayer::cloudwatch),
        new PrefixLayer("compose", PrefixLayer::compose),
        new PrefixLayer("github", PrefixLayer::github),
        new PrefixLayer("comment", PrefixLayer::comment),
        new PrefixLayer("timestamps", PrefixLayer::timestamps));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean peel(Line line) {
    timed = partial = false;
    instanceFrom = instanceTo = 0;
    int start = ByteScan.skipColours(line.bytes, line.from, line.to);
    int end = kind.end(this, line.bytes, start, line.to);
    if (end < 0) {
      return width > 0 && peelIndented(line);
    }
    width = indents ? end - line.from : 0;
    if (timed) {
      line.clock = time.clock;
    }
    if (instanceTo > instanceFrom) {
      last = instances.get(line.bytes, instanceFrom, instanceTo);
      line.within(last);
    }
    line.partial = partial;
    line.narrow(Math.min(end, line.to));
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

  private void instance(int from, int to) {
    instanceFrom = from;
    instanceTo = to;
  }

  private int iso(byte[] b, int from, int to) {
    int end = time.iso(b, from, to);
    timed |= end >= 0;
    return end;
  }

  /** After one space at {@code at}, or at the end of the line; -1 when something else is there. */
  private static int space(byte[] b, int at, int to) {
    if (at < 0 || at > to) {
      return -1;
    }
    if (at == to || b[at] == '\r' && at + 1 == to) {
      return to;
    }
    return b[at] == ' ' ? at + 1 : -1;
  }

  private static int token(byte[] b, int from, int to) {
    int end = from;
    int most = Math.min(to, from + LONGEST);
    while (end < most && b[end] > ' ') {
      end++;
    }
    return end;
  }

  /** {@code 2026-11-20T10:20:22.163310677Z stdout F msg}; P lines have more to come. */
  private static int cri(PrefixLayer layer, byte[] b, int from, int to) {
    int at = space(b, layer.iso(b, from, to), to);
    if (at < 0
        || !(ByteScan.startsWith(b, at, to, STDOUT) || ByteScan.startsWith(b, at, to, STDERR))) {
      return -1;
    }
    int tag = at + STDOUT.length;
    if (tag >= to || b[tag] != 'P' && b[tag] != 'F') {
      return -1;
    }
    layer.partial = b[tag] == 'P';
    int end = token(b, tag, to);
    return end - tag == 1 || b[tag + 1] == ':' ? space(b, end, to) : -1;
  }

  /** {@code [pod/name/container] msg}. */
  private static int kubectl(PrefixLayer layer, byte[] b, int from, int to) {
    if (!ByteScan.startsWith(b, from, to, POD)) {
      return -1;
    }
    int close = ByteScan.indexOf(b, ']', from, Math.min(to, from + LONGEST));
    if (close < 0) {
      return -1;
    }
    layer.instance(from + POD.length, close);
    return space(b, close + 1, to);
  }

  /** {@code 2026-11-20T10:20:04.261Z app[148e21 3d8] ams [info]msg}. */
  private static int fly(PrefixLayer layer, byte[] b, int from, int to) {
    int at = space(b, layer.iso(b, from, to), to);
    at = at < 0 ? -1 : ByteScan.skipColours(b, at, to);
    int most = Math.min(to, from + LONGEST);
    int open = at < 0 ? -1 : ByteScan.indexOf(b, '[', at, most);
    int close = open < 0 ? -1 : ByteScan.indexOf(b, ']', open, most);
    if (close < 0 || open != wordEnd(b, at, to)) {
      return -1;
    }
    int region = space(b, ByteScan.skipColours(b, close + 1, to), to);
    region = region < 0 ? -1 : ByteScan.skipColours(b, region, to);
    int level = region < 0 ? -1 : space(b, ByteScan.skipColours(b, wordEnd(b, region, to), to), to);
    level = level < 0 ? -1 : ByteScan.skipColours(b, level, to);
    if (level < 0 || level >= to || b[level] != '[' || level - region < 2) {
      return -1;
    }
    int end = ByteScan.indexOf(b, ']', level, Math.min(to, level + 20));
    if (end < 0) {
      return -1;
    }
    layer.instance(at, close + 1);
    int message = ByteScan.skipColours(b, end + 1, to);
    return message < to && b[message] == ' ' ? message + 1 : end + 1;
  }

  private static int wordEnd(byte[] b, int from, int to) {
    int end = from;
    while (end < to && (b[end] >= 'a' && b[end] <= 'z' || b[end] >= '0' && b[end] <= '9')) {
      end++;
    }
    return end;
  }

  /** {@code 2026-11-20T10:19:54.447269+00:00 app[web.1]: msg}. */
  private static int heroku(PrefixLayer layer, byte[] b, int from, int to) {
    int at = space(b, layer.iso(b, from, to), to);
    if (at < 0) {
      return -1;
    }
    int end = token(b, at, to);
    if (end - at < 4 || b[end - 1] != ':' || b[end - 2] != ']') {
      return -1;
    }
    layer.instance(at, end - 1);
    return space(b, end, to);
  }

  /**
   * {@code Nov 20 10:20:30 host ident[4242]: msg}, or with an ISO time, or with the time since the
   * machine started, {@code [ 1234.236034 < 0.001003 >]}.
   */
  private static int journald(PrefixLayer layer, byte[] b, int from, int to) {
    if (from < to && b[from] == '[') {
      int close = monotonic(b, from, to);
      return close < 0 ? -1 : hostAndProgram(layer, b, space(b, close, to), to);
    }
    int at = layer.iso(b, from, to);
    if (at < 0) {
      at = layer.time.bsd(b, from, to);
      layer.timed |= at >= 0;
    }
    return at < 0 ? -1 : hostAndProgram(layer, b, space(b, at, to), to);
  }

  /** After the bracket that closes a time in seconds, or -1. */
  private static int monotonic(byte[] b, int from, int to) {
    int close = ByteScan.indexOf(b, ']', from, Math.min(to, from + 60));
    boolean digits = false;
    for (int at = from + 1; at < close; at++) {
      if (!ByteScan.isDigit(b[at]) && " .<>".indexOf(b[at]) < 0) {
        return -1;
      }
      digits |= b[at] == '.';
    }
    return close > from && digits ? close + 1 : -1;
  }

  private static int hostAndProgram(PrefixLayer layer, byte[] b, int at, int to) {
    if (at < 0) {
      return -1;
    }
    int host = token(b, at, to);
    int program = space(b, host, to);
    if (host == at || program < 0 || b[at] == '[' || b[host - 1] == ':') {
      return -1;
    }
    int most = Math.min(to, program + LONGEST);
    int end = program;
    while (end < most && b[end] != ':' && b[end] != ' ') {
      end++;
    }
    if (end == program || end >= to || b[end] != ':') {
      return -1;
    }
    layer.instance(at, end);
    return space(b, end + 1, to);
  }

  /**
   * {@code <134>Nov 20 10:20:30 host ident[1]: msg} or {@code <134>1 TIME host app pid id - msg}.
   */
  private static int syslog(PrefixLayer layer, byte[] b, int from, int to) {
    int open = from;
    while (open < to && open - from < 8 && ByteScan.isDigit(b[open])) {
      open++; // octet counting, RFC 6587
    }
    open = open > from ? space(b, open, to) : open;
    if (open < 0 || open >= to || b[open] != '<') {
      return -1;
    }
    int close = ByteScan.indexOf(b, '>', open, Math.min(to, open + 6));
    if (close < 0 || close == open + 1) {
      return -1;
    }
    boolean modern = close + 2 < to && b[close + 1] == '1' && b[close + 2] == ' ';
    return modern ? rfc5424(layer, b, close + 3, to) : journald(layer, b, close + 1, to);
  }

  private static int rfc5424(PrefixLayer layer, byte[] b, int from, int to) {
    int stamped = layer.iso(b, from, to);
    int host = space(b, stamped < 0 ? token(b, from, to) : stamped, to);
    int at = host;
    for (int field = 0; field < 3 && at >= 0; field++) { // host, app, procid
      at = space(b, token(b, at, to), to);
    }
    if (at < 0) {
      return -1;
    }
    layer.instance(host, at - 1);
    at = space(b, token(b, at, to), to); // msgid
    if (at < 0) {
      return -1;
    }
    if (at < to && b[at] == '-') {
      at = space(b, at + 1, to);
    } else {
      at = structuredData(b, at, to);
    }
    boolean marked = at >= 0 && to - at > 2 && b[at] == (byte) 0xEF && b[at + 1] == (byte) 0xBB;
    return marked ? at + 3 : at;
  }

  /** After {@code [id@1 a="b"]…} and its space; Heroku's drains leave it out. */
  private static int structuredData(byte[] b, int from, int to) {
    int at = from;
    while (at < to && b[at] == '[') {
      int close = ByteScan.indexOf(b, ']', at, to);
      int equals = ByteScan.indexOf(b, '=', at, close < 0 ? at : close);
      if (close < 0 || equals < 0) {
        break;
      }
      at = close + 1;
    }
    return at == from ? from : space(b, at, to);
  }

  /** logcli: {@code 2026-11-20T10:20:22Z {app="web", pod="web-1"} msg}. */
  private static int loki(PrefixLayer layer, byte[] b, int from, int to) {
    int at = space(b, layer.iso(b, from, to), to);
    if (at < 0 || at + 1 >= to || b[at] != '{' || b[at + 1] == '"') {
      return -1;
    }
    int close = ByteScan.indexOf(b, '}', at, Math.min(to, at + 4 * LONGEST));
    if (close < 0 || b[close - 1] != '"' && close != at + 1) {
      return -1;
    }
    layer.instance(at + 1, close);
    return space(b, close + 1, to);
  }

  /** {@code aws logs tail}: {@code 2026-11-20T10:20:22.163000+00:00 ecs/web/0f3a msg}. */
  private static int cloudwatch(PrefixLayer layer, byte[] b, int from, int to) {
    int at = space(b, layer.iso(b, from, to), to);
    if (at < 0) {
      return -1;
    }
    int end = token(b, at, to);
    if (ByteScan.indexOf(b, '/', at, end) < 0 || b[at] == '/' || b[at] == '{' || b[at] == '<') {
      return -1;
    }
    layer.instance(at, end);
    return space(b, end, to);
  }

  /** {@code web-1 | msg}. */
  private static int compose(PrefixLayer layer, byte[] b, int from, int to) {
    int name = from;
    int most = Math.min(to, from + 100);
    while (name < most && isNameByte(b[name])) {
      name++;
    }
    int bar = name;
    while (bar < most && b[bar] == ' ') {
      bar++;
    }
    if (name == from || bar >= to || b[bar] != '|') {
      return -1;
    }
    layer.instance(from, name);
    int end = ByteScan.skipColours(b, bar + 1, to);
    return end < to && b[end] == ' ' ? end + 1 : end;
  }

  private static boolean isNameByte(byte c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || ByteScan.isDigit(c)
        || c == '-'
        || c == '_'
        || c == '.';
  }

  /** {@code gh run view --log}: job, step and time, and tabs between. */
  private static int github(PrefixLayer layer, byte[] b, int from, int to) {
    int most = Math.min(to, from + LONGEST);
    int job = ByteScan.indexOf(b, '\t', from, most);
    int step = job < 0 ? -1 : ByteScan.indexOf(b, '\t', job + 1, most);
    if (step < 0) {
      return -1;
    }
    boolean marked = step + 3 < to && b[step + 1] == (byte) 0xEF && b[step + 2] == (byte) 0xBB;
    int time = marked ? step + 4 : step + 1;
    if (time + 10 >= to || b[time + 10] != 'T') {
      return -1;
    }
    layer.instance(from, job);
    return space(b, layer.iso(b, time, to), to);
  }

  /** A log pasted into source code, {@code # msg}, or added in a diff, {@code +msg}. */
  private static int comment(PrefixLayer layer, byte[] b, int from, int to) {
    if (from < to && b[from] == '+') {
      return from + 1;
    }
    return from < to && b[from] == '#' ? space(b, from + 1, to) : -1;
  }

  /** {@code docker logs --timestamps}, {@code kubectl logs --timestamps}, and their like. */
  private static int timestamps(PrefixLayer layer, byte[] b, int from, int to) {
    return space(b, layer.iso(b, from, to), to);
  }
}
