package dev.ectoscope.log.wrapper;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.bytes.Interner;
import dev.ectoscope.log.bytes.JsonKey;
import dev.ectoscope.log.bytes.JsonText;
import dev.ectoscope.log.framing.Timestamp;
import dev.ectoscope.log.message.Header;
import dev.ectoscope.log.message.Line;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object on each line, whose message is a whole message (LoggerJSON and its like) or one
 * physical line (docker's json-file, journald, exports of log stores). Reads the line once, without
 * building a tree.
 */
public final class JsonLayer implements Layer {

  private static final int DEEPEST = 64;
  private static final int MOST_NAMES = 100_000;
  private static final byte[] QUERY = "QUERY ".getBytes(US_ASCII);
  private static final byte[] ELIXIR_PID = "#PID".getBytes(US_ASCII);

  private final Interner<String> names = new Interner<>(MOST_NAMES, Function.identity());
  private final JsonText text = new JsonText();
  private final Timestamp time = new Timestamp();

  private byte[] b = {};
  private int at;
  private int to;
  private boolean cut;
  private Line line = new Line();

  private int textFrom;
  private int textTo;
  private byte textKind;
  private boolean textIsLine;
  private boolean feedsSeen;
  private String instance = "";
  private boolean leveled;

  private final byte @Nullable [] learned;
  private final @Nullable MessageKey learner;
  private final boolean alone;

  public JsonLayer() {
    this(null, null);
  }

  /**
   * @param learned key of the messages, or null when they stand under a known one
   * @param learner is shown all strings, or null
   */
  JsonLayer(byte @Nullable [] learned, @Nullable MessageKey learner) {
    this(learned, learner, false);
  }

  /** Reads only records that end with their line, and none behind them. */
  private JsonLayer(byte @Nullable [] learned) {
    this(learned, null, true);
  }

  private JsonLayer(byte @Nullable [] learned, @Nullable MessageKey learner, boolean alone) {
    this.learned = learned;
    this.learner = learner;
    this.alone = alone;
  }

  /**
   * Of a log whose messages stand under a key that is not one of {@link JsonKey#TEXT}, wherever it
   * is: the key that queries are seen under, when the known ones hold none.
   */
  public static JsonLayer of(List<Line> sample) {
    return of(sample, QUERY);
  }

  /**
   * @param sign that messages of the log hold
   */
  public static JsonLayer of(List<Line> sample, byte[] sign) {
    return new JsonLayer(MessageKey.in(sample, sign), null);
  }

  @Override
  public String name() {
    return "json";
  }

  /** Whether the text read last is a physical line by its key. */
  public boolean isLine() {
    return textIsLine;
  }

  /** Whether a line is a record with a text and a time, not part of a statement. */
  public boolean isRecordWithTime(Line of) {
    boolean object =
        of.to - of.from > 2
            && of.bytes[of.from] == '{'
            && of.bytes[of.from + 1] == '"'
            && of.bytes[ByteScan.trimEnd(of.bytes, of.from, of.to) - 1] == '}';
    if (!object) {
      return false;
    }
    Line copy = new Line();
    copy.set(of.bytes, of.from, of.to);
    return peel(copy) && (copy.record || copy.telemetry) && copy.clock >= 0 && !copy.cut;
  }

  @Override
  public boolean peel(Line into) {
    int start = ByteScan.skipColours(into.bytes, into.from, into.to);
    if (start >= into.to || into.bytes[start] != '{') {
      return false;
    }
    line = into;
    b = into.bytes;
    at = start;
    to = ByteScan.trimEnd(b, into.from, into.to);
    cut = false;
    textFrom = -1;
    instance = "";
    leveled = false;
    object(0, true);
    line.error |= !leveled; // what prints no level may be anything
    at = ByteScan.skipColours(b, at, to);
    if (at < to && !cut) {
      if (b[at] != '{') {
        return false;
      }
      rest(into, at); // a line feed was lost between two records
    } else if (cut && !alone) {
      int next = GluedRecord.in(b, start + 1, to, new JsonLayer(learned));
      if (next >= 0) {
        rest(into, next);
      }
    }
    if (textFrom < 0) {
      boolean followed = into.restBytes != null;
      line.cut = cut;
      line.record |= cut && followed;
      into.narrow(cut && !followed ? into.from : into.to);
      return !cut || followed;
    }
    decode(into);
    return true;
  }

  private void rest(Line into, int next) {
    into.restFrom = next;
    into.restTo = into.to;
    into.restBytes = b;
  }

  private void decode(Line into) {
    switch (textKind) {
      case '"' -> text.decode(b, textFrom, textTo);
      case '[' -> text.decodeNumbers(b, textFrom, textTo);
      default -> text.decode(b, textFrom, textFrom);
    }
    into.record = true;
    into.cut = cut;
    into.within(instance);
    if (textKind == '{') {
      into.from = textFrom;
      into.to = textTo;
      return;
    }
    int end = text.length;
    boolean feeds = end > 0 && text.bytes[end - 1] == '\n';
    if (textIsLine) {
      feedsSeen |= feeds;
      into.partial = feedsSeen && !feeds && !cut;
    }
    into.text(text.bytes, 0, feeds ? end - 1 : end);
  }

  private void object(int depth, boolean data) {
    at++;
    while (true) {
      blanks();
      if (at >= to) {
        cut = true;
        return;
      }
      if (b[at] == '}') {
        at++;
        return;
      }
      if (b[at] == ',') {
        at++;
        continue;
      }
      if (b[at] != '"') {
        cut = true;
        return;
      }
      int keyFrom = at + 1;
      int keyTo = string();
      blanks();
      if (cut || at >= to || b[at] != ':') {
        cut = true;
        return;
      }
      at++;
      blanks();
      member(keyFrom, keyTo, depth, data);
      if (cut) {
        return;
      }
    }
  }

  private void member(int keyFrom, int keyTo, int depth, boolean data) {
    if (at >= to) {
      cut = true;
      return;
    }
    JsonKey key = JsonKey.of(b, keyFrom, keyTo);
    byte kind = b[at];
    if (learned != null && isLearned(keyFrom, keyTo) && kind == '"') {
      int from = at + 1;
      textFrom = -1;
      text(kind, keyFrom, keyTo, from, value(), true);
      return;
    }
    if (kind == '{' && !(key == JsonKey.TEXT && data)) {
      if (depth >= DEEPEST) {
        cut = true;
        return;
      }
      object(depth + 1, data && key == JsonKey.DATA);
      return;
    }
    int from = kind == '"' ? at + 1 : at;
    int end = value();
    if (learner != null && kind == '"') {
      learner.see(b, keyFrom, keyTo, from, end);
    }
    switch (key) {
      case TEXT -> text(kind, keyFrom, keyTo, from, end, data);
      case TIME -> time(kind, from, end);
      case LEVEL -> {
        leveled = true;
        line.error |=
            kind == '"'
                ? RecordLevel.isError(b, from, end)
                : RecordLevel.isError(number(from, end));
      }
      case REQUEST_ID -> identified(Header.IdKind.REQUEST, kind, from, end);
      case JOB_ID -> identified(Header.IdKind.JOB, kind, from, end);
      case TRACE_ID -> identified(Header.IdKind.TRACE, kind, from, end);
      case NAME -> line.name = kind == '"' ? names.get(b, from, end) : line.name;
      case PID -> pid(kind, from, end);
      case INSTANCE ->
          instance = kind == '"' && instance.isEmpty() ? names.get(b, from, end) : instance;
      case EXECUTION -> {
        line.telemetry = true;
        line.executionMicros = number(from, end);
      }
      case DECODE -> line.decodeMicros = number(from, end);
      case QUEUE -> line.queueMicros = number(from, end);
      default -> {}
    }
  }

  private boolean isLearned(int from, int to) {
    return learned != null
        && to - from == learned.length
        && ByteScan.startsWith(b, from, to, learned);
  }

  private void identified(Header.IdKind id, byte kind, int from, int end) {
    if (kind == '"' || ByteScan.isDigit(kind)) {
      line.identified(id, names.get(b, from, end));
    }
  }

  private void text(byte kind, int keyFrom, int keyTo, int from, int end, boolean data) {
    boolean known = learned != null && !isLearned(keyFrom, keyTo);
    if (!data || known || textFrom >= 0 && learned == null && !isMessage(keyFrom, keyTo)) {
      return;
    }
    if (kind == '"' || kind == '{' || kind == '[') {
      textFrom = from;
      textTo = end;
      textKind = kind;
      textIsLine = keyTo - keyFrom == 3 && b[keyFrom] == 'l'; // docker's "log"
    }
  }

  /** Of several texts the one called {@code message} is the message. */
  private boolean isMessage(int from, int to) {
    return to - from == 7 && (b[from] == 'm' || b[from] == 'M');
  }

  private void time(byte kind, int from, int end) {
    if (line.clock != LogEvent.ABSENT && !isDigits(from, end)) {
      line.clock = time.iso(b, from, end) > 0 ? time.clock : line.clock;
    } else if (kind == '"' && time.iso(b, from, end) > 0) {
      line.clock = time.clock;
    } else if (isDigits(from, end)) {
      line.clock = Timestamp.epoch(b, from, end);
    }
  }

  private boolean isDigits(int from, int end) {
    return end - from >= 9 && ByteScan.isDigit(b[from]) && ByteScan.isDigit(b[from + 8]);
  }

  private void pid(byte kind, int from, int end) {
    if (kind != '"') {
      return; // the process id of the operating system
    }
    int start = ByteScan.startsWith(b, from, end, ELIXIR_PID) ? from + ELIXIR_PID.length : from;
    if (start < end && b[start] == '<') {
      line.pid = names.get(b, start, end);
    }
  }

  private long number(int from, int end) {
    long value = 0;
    for (int i = from; i < end && i - from < 18; i++) {
      if (!ByteScan.isDigit(b[i])) {
        return i == from ? LogEvent.ABSENT : value;
      }
      value = value * 10 + b[i] - '0';
    }
    return value;
  }

  /** Goes over one value; returns its end, for strings that of what is between the quotes. */
  private int value() {
    byte kind = b[at];
    if (kind == '"') {
      return string();
    }
    if (kind == '[' || kind == '{') {
      nested();
      return at;
    }
    while (at < to && b[at] != ',' && b[at] != '}' && b[at] != ']') {
      at++;
    }
    return ByteScan.trimEnd(b, 0, at);
  }

  private void nested() {
    int depth = 0;
    while (at < to) {
      byte c = b[at];
      if (c == '"') {
        string();
        if (cut) {
          return;
        }
        continue;
      }
      at++;
      if (c == '[' || c == '{') {
        depth++;
      } else if ((c == ']' || c == '}') && --depth == 0) {
        return;
      }
    }
    cut = true;
  }

  /** Goes over a string; returns where its closing quote stands, or would. */
  private int string() {
    int i = at + 1;
    while (i < to) {
      byte c = b[i];
      if (c == '"') {
        at = i + 1;
        return i;
      }
      i += c == '\\' ? 2 : 1;
    }
    cut = true;
    at = to;
    return to;
  }

  private void blanks() {
    while (at < to && ByteScan.isBlank(b[at])) {
      at++;
    }
  }
}
