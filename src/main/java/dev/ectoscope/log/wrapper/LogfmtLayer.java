package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.bytes.JsonKey;
import dev.ectoscope.log.bytes.JsonText;
import dev.ectoscope.log.framing.Timestamp;
import dev.ectoscope.log.message.Line;
import java.util.function.Function;

/**
 * A record on each line as {@code level=info msg="…" time=…}: whole messages, or physical lines of
 * a console, in quotes as Go and JSON write them.
 */
public final class LogfmtLayer implements Layer {

  public static final String NAME = "logfmt";
  private static final int MOST_NAMES = 100_000;

  private final JsonText text = new JsonText();
  private final JsonText value = new JsonText();
  private final Timestamp time = new Timestamp();
  private final Interner<String> names = new Interner<>(MOST_NAMES, Function.identity());

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean peel(Line line) {
    byte[] b = line.bytes;
    int at = ByteScan.skipColours(b, line.from, line.to);
    boolean found = false;
    while (at < line.to) {
      int equals = key(b, at, line.to);
      if (equals < 0) {
        return false;
      }
      JsonKey key = JsonKey.of(b, at, equals);
      int from = equals + 1;
      boolean quoted = from < line.to && b[from] == '"';
      int end = quoted ? closing(b, from + 1, line.to) : word(b, from, line.to);
      from += quoted ? 1 : 0;
      if (key == JsonKey.TEXT && !found) {
        found = true;
        text.decode(b, from, end);
      } else {
        about(key, b, from, end, line);
      }
      at = quoted ? end + 1 : end;
      while (at < line.to && b[at] == ' ') {
        at++;
      }
    }
    if (!found) {
      return false;
    }
    int end = text.length;
    line.text(text.bytes, 0, end > 0 && text.bytes[end - 1] == '\n' ? end - 1 : end);
    line.record = true;
    return true;
  }

  private void about(JsonKey key, byte[] b, int from, int end, Line line) {
    value.decode(b, from, end);
    switch (key) {
      case TIME -> {
        boolean iso = time.iso(value.bytes, 0, value.length) > 0;
        long epoch = iso ? time.clock : Timestamp.epoch(value.bytes, 0, value.length);
        line.clock = epoch < 0 ? line.clock : epoch;
      }
      case REQUEST_ID -> line.requestId = names.get(value.bytes, 0, value.length);
      case INSTANCE -> line.within(names.get(value.bytes, 0, value.length));
      case PID -> {
        int start = ByteScan.indexOf(value.bytes, '<', 0, value.length);
        line.pid = start < 0 ? line.pid : names.get(value.bytes, start, value.length);
      }
      case LEVEL -> line.error |= RecordLevel.isError(value.bytes, 0, value.length);
      default -> {}
    }
  }

  /** The equals sign after the key that begins at {@code at}, or -1. */
  private static int key(byte[] b, int at, int to) {
    int end = at;
    while (end < to && isKeyByte(b[end])) {
      end++;
    }
    return end > at && end < to && b[end] == '=' ? end : -1;
  }

  private static boolean isKeyByte(byte c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || ByteScan.isDigit(c)
        || c == '_'
        || c == '.'
        || c == '-'
        || c == '@';
  }

  private static int word(byte[] b, int from, int to) {
    int end = from;
    while (end < to && b[end] != ' ') {
      end++;
    }
    return end;
  }

  private static int closing(byte[] b, int from, int to) {
    int at = from;
    while (at < to && b[at] != '"') {
      at += b[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }
}
