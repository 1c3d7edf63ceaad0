package dev.ectoscope.log.message;

import dev.ectoscope.log.LogEvent;

/**
 * What a framing reads from the first line of an entry. Mutable and reused: one is made per input,
 * not per line.
 *
 * <p>Offsets are counted from the start of the physical line, since buffers move.
 */
public final class Header {

  private boolean bare;

  /** Where the message starts. */
  public int messageStart;

  /** Tenths of a millisecond of the day or of the epoch, or {@link LogEvent#ABSENT}. */
  public long clock;

  /** Whether the level is error or worse. */
  public boolean error;

  /** What the id is of: more particular ones replace others. */
  public IdKind idKind = IdKind.NONE;

  public int requestIdFrom;
  public int requestIdTo;
  public int pidFrom;
  public int pidTo;
  public int nameFrom;
  public int nameTo;

  /** What the layers around the message say; "" when they do not. */
  public String instance = "";

  public String requestId = "";
  public String pid = "";
  public String name = "";

  /** An id of Logger's metadata, the more particular the later. */
  public enum IdKind {
    NONE,
    TRACE,
    REQUEST,
    JOB
  }

  /** Whether nothing but colours stands before the message. */
  public boolean isBare() {
    return bare;
  }

  public void bare() {
    bare = true;
  }

  public void clear() {
    bare = false;
    messageStart = 0;
    clock = LogEvent.ABSENT;
    error = false;
    idKind = IdKind.NONE;
    requestIdFrom = requestIdTo = pidFrom = pidTo = nameFrom = nameTo = 0;
    instance = requestId = pid = name = "";
  }
}
