package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.framing.Timestamp;

/**
 * The prefix of one line, and how each kind is read: a method says where the message begins behind
 * it, or -1 when there is no such prefix.
 *
 * <p>Sources: docker compose logs, kubectl logs --prefix --timestamps, the CRI logging format of
 * Kubernetes (kubernetes/design-proposals, kubelet-cri-logging), Heroku's and Fly's log lines,
 * journalctl(1) {@code --output}, RFC 3164, RFC 5424, {@code aws logs tail}, logcli.
 */
final class Prefix {

  private static final int LONGEST = 400;
  private static final byte[] POD = "[pod/".getBytes(US_ASCII);
  private static final byte[] STDOUT = "stdout ".getBytes(US_ASCII);
  private static final byte[] STDERR = "stderr ".getBytes(US_ASCII);
  private static final byte[] TAGGED = ": [".getBytes(US_ASCII);
  private static final byte[] OBJECT = ", {".getBytes(US_ASCII);
  private static final byte[] AFTER_METADATA = "], {".getBytes(US_ASCII);

  final Timestamp time = new Timestamp();

  /** Whether {@link #time} is that of the line. */
  boolean timed;

  /** Whether the next line goes on with the same message. */
  boolean partial;

  /** Whether a bracket behind the message closes what the prefix opened. */
  boolean closed;

  /** Where the name of the instance stands; empty when none is printed. */
  int instanceFrom;

  int instanceTo;

  void clear() {
    timed = partial = closed = false;
    instanceFrom = instanceTo = 0;
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
  int cri(byte[] b, int from, int to) {
    int at = space(b, iso(b, from, to), to);
    if (at < 0
        || !(ByteScan.startsWith(b, at, to, STDOUT) || ByteScan.startsWith(b, at, to, STDERR))) {
      return -1;
    }
    int tag = at + STDOUT.length;
    if (tag >= to || b[tag] != 'P' && b[tag] != 'F') {
      return -1;
    }
    partial = b[tag] == 'P';
    int end = token(b, tag, to);
    return end - tag == 1 || b[tag + 1] == ':' ? space(b, end, to) : -1;
  }

  /** {@code [pod/name/container] msg}. */
  int kubectl(byte[] b, int from, int to) {
    if (!ByteScan.startsWith(b, from, to, POD)) {
      return -1;
    }
    int close = ByteScan.indexOf(b, ']', from, Math.min(to, from + LONGEST));
    if (close < 0) {
      return -1;
    }
    instance(from + POD.length, close);
    return space(b, close + 1, to);
  }

  /** {@code 2026-11-20T10:20:04.261Z app[148e21 3d8] ams [info]msg}. */
  int fly(byte[] b, int from, int to) {
    int at = space(b, iso(b, from, to), to);
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
    instance(at, close + 1);
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
  int heroku(byte[] b, int from, int to) {
    int at = space(b, iso(b, from, to), to);
    if (at < 0) {
      return -1;
    }
    int end = token(b, at, to);
    if (end - at < 4 || b[end - 1] != ':' || b[end - 2] != ']') {
      return -1;
    }
    instance(at, end - 1);
    return space(b, end, to);
  }

  /**
   * {@code Nov 20 10:20:30 host ident[4242]: msg}, or with an ISO time, or with the time since the
   * machine started, {@code [ 1234.236034 < 0.001003 >]}.
   */
  int journald(byte[] b, int from, int to) {
    if (from < to && b[from] == '[') {
      int close = monotonic(b, from, to);
      return close < 0 ? -1 : hostAndProgram(b, space(b, close, to), to);
    }
    int at = iso(b, from, to);
    if (at < 0) {
      at = time.bsd(b, from, to);
      timed |= at >= 0;
    }
    return at < 0 ? -1 : hostAndProgram(b, space(b, at, to), to);
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

  private int hostAndProgram(byte[] b, int at, int to) {
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
    instance(at, end);
    return space(b, end + 1, to);
  }

  /**
   * {@code <134>Nov 20 10:20:30 host ident[1]: msg} or {@code <134>1 TIME host app pid id - msg}.
   */
  int syslog(byte[] b, int from, int to) {
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
    return modern ? rfc5424(b, close + 3, to) : journald(b, close + 1, to);
  }

  private int rfc5424(byte[] b, int from, int to) {
    int stamped = iso(b, from, to);
    int host = space(b, stamped < 0 ? token(b, from, to) : stamped, to);
    int at = host;
    for (int field = 0; field < 3 && at >= 0; field++) { // host, app, procid
      at = space(b, token(b, at, to), to);
    }
    if (at < 0) {
      return -1;
    }
    instance(host, at - 1);
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
      int close = endOfElement(b, at, to);
      int equals = ByteScan.indexOf(b, '=', at, close < 0 ? at : close);
      if (close < 0 || equals < 0) {
        break;
      }
      at = close + 1;
    }
    return at == from ? from : space(b, at, to);
  }

  /** The bracket that closes the element, not one in the value of a parameter; or -1. */
  private static int endOfElement(byte[] b, int from, int to) {
    boolean quoted = false;
    for (int at = from; at < to; at++) {
      if (b[at] == '\\' && quoted) {
        at++;
      } else if (b[at] == '"') {
        quoted = !quoted;
      } else if (b[at] == ']' && !quoted) {
        return at;
      }
    }
    return -1;
  }

  /** logcli: {@code 2026-11-20T10:20:22Z {app="web", pod="web-1"} msg}. */
  int loki(byte[] b, int from, int to) {
    int at = space(b, iso(b, from, to), to);
    if (at < 0 || at + 1 >= to || b[at] != '{' || b[at + 1] == '"') {
      return -1;
    }
    int close = ByteScan.indexOf(b, '}', at, Math.min(to, at + 4 * LONGEST));
    if (close < 0 || b[close - 1] != '"' && close != at + 1) {
      return -1;
    }
    instance(at + 1, close);
    return space(b, close + 1, to);
  }

  /** {@code aws logs tail}: {@code 2026-11-20T10:20:22.163000+00:00 ecs/web/0f3a msg}. */
  int cloudwatch(byte[] b, int from, int to) {
    int at = space(b, iso(b, from, to), to);
    if (at < 0) {
      return -1;
    }
    int end = token(b, at, to);
    if (ByteScan.indexOf(b, '/', at, end) < 0 || b[at] == '/' || b[at] == '{' || b[at] == '<') {
      return -1;
    }
    instance(at, end);
    return space(b, end, to);
  }

  /** {@code web-1 | msg}. */
  int compose(byte[] b, int from, int to) {
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
    instance(from, name);
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
  int github(byte[] b, int from, int to) {
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
    instance(from, job);
    return space(b, iso(b, time, to), to);
  }

  /** A log pasted into source code, {@code # msg}, or added in a diff, {@code +msg}. */
  int comment(byte[] b, int from, int to) {
    if (from < to && b[from] == '+') {
      return from + 1;
    }
    return from < to && b[from] == '#' ? space(b, from + 1, to) : -1;
  }

  /** {@code docker logs --timestamps}, {@code kubectl logs --timestamps}, and their like. */
  int timestamps(byte[] b, int from, int to) {
    return space(b, iso(b, from, to), to);
  }

  /**
   * fluent-bit's own outputs: {@code [0] tag: [[1732091402.120, {}], {"log":"msg"}]}, {@code [0]
   * tag: [1732091402.120, {"log":"msg"}]}, and without the number in files.
   */
  int fluentBit(byte[] b, int from, int to) {
    int most = Math.min(to, from + LONGEST);
    int open = ByteScan.indexOf(b, TAGGED, from, most);
    if (open < 0 || b[ByteScan.trimEnd(b, from, to) - 1] != ']') {
      return -1;
    }
    int at = open + TAGGED.length;
    boolean metadata = at < most && b[at] == '[';
    at += metadata ? 1 : 0;
    int end = at;
    while (end < most && (ByteScan.isDigit(b[end]) || b[end] == '.')) {
      end++;
    }
    if (end - at < 10 || !ByteScan.startsWith(b, end, most, OBJECT)) {
      return -1;
    }
    int object = metadata ? ByteScan.indexOf(b, AFTER_METADATA, end, most) + 1 : end;
    if (object <= 0) {
      return -1;
    }
    time.clock = Timestamp.epoch(b, at, end);
    timed = true;
    closed = true;
    return object + 2;
  }
}
