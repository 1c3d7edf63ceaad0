package dev.ectoscope.log.message;

import dev.ectoscope.log.LogEvent;
import org.jspecify.annotations.Nullable;

/**
 * One physical line on its way through the layers of a log. Mutable and reused; each layer narrows
 * [from, to) to what it wraps and notes what it says besides.
 */
public final class Line {

  public byte[] bytes = {};
  public int from;
  public int to;

  /** Tenths of a millisecond of the epoch as the layers say, or {@link LogEvent#ABSENT}. */
  public long clock;

  /** Machine, container or dyno, or "". */
  public String instance = "";

  public String requestId = "";
  public Header.IdKind idKind = Header.IdKind.NONE;
  public String pid = "";
  public String name = "";
  public boolean error;

  /** The rest of the physical line follows in the next line of the same instance. */
  public boolean partial;

  /** The text is that of a record: a whole message, unless it turns out to be a console line. */
  public boolean record;

  /** The line ends before it should. */
  public boolean cut;

  /** Another record that follows on the same line, or null. */
  public byte @Nullable [] restBytes;

  public int restFrom;
  public int restTo;

  /** LoggerJSON.Ecto: the text is SQL, and these are its microseconds, or -1. */
  public boolean telemetry;

  public long executionMicros;
  public long decodeMicros;
  public long queueMicros;

  public void set(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    restBytes = null;
    clock = LogEvent.ABSENT;
    instance = requestId = pid = name = "";
    idKind = Header.IdKind.NONE;
    error = partial = record = cut = telemetry = false;
    executionMicros = decodeMicros = queueMicros = LogEvent.ABSENT;
  }

  /** Becomes what the other one is before a layer has read a record out of it. */
  public void takeOver(Line other) {
    set(other.bytes, other.from, other.to);
    clock = other.clock;
    instance = other.instance;
    requestId = other.requestId;
    idKind = other.idKind;
    pid = other.pid;
    name = other.name;
    error = other.error;
    partial = other.partial;
    cut = other.cut;
  }

  /** A more particular id replaces another. */
  public void identified(Header.IdKind kind, String id) {
    if (kind.compareTo(idKind) >= 0 && !id.isEmpty()) {
      idKind = kind;
      requestId = id;
    }
  }

  public void narrow(int start) {
    from = start;
  }

  public void text(byte[] decoded, int start, int end) {
    bytes = decoded;
    from = start;
    to = end;
  }

  /** What an inner layer says is more precise than what an outer one said; both may matter. */
  public void within(String inner) {
    if (!inner.isEmpty() && !instance.equals(inner)) {
      instance = instance.isEmpty() ? inner : instance + "/" + inner;
    }
  }
}
