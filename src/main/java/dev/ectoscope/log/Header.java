package dev.ectoscope.log;

/**
 * What a framing reads from the first line of an entry. Mutable and reused: one is made per input,
 * not per line.
 *
 * <p>Offsets are counted from the start of the physical line, since buffers move.
 */
final class Header {

  /** Where the message starts. */
  int messageStart;

  /** Tenths of a millisecond of the day or of the epoch, or {@link LogEvent#ABSENT}. */
  long clock;

  /** Whether the level is error or worse. */
  boolean error;

  /** What the id is of: more particular ones replace others. */
  IdKind idKind = IdKind.NONE;

  int requestIdFrom;
  int requestIdTo;
  int pidFrom;
  int pidTo;
  int nameFrom;
  int nameTo;

  /** What the layers around the message say; "" when they do not. */
  String instance = "";

  String requestId = "";
  String pid = "";
  String name = "";

  /** An id of Logger's metadata, the more particular the later. */
  enum IdKind {
    NONE,
    TRACE,
    REQUEST,
    JOB
  }

  void clear() {
    messageStart = 0;
    clock = LogEvent.ABSENT;
    error = false;
    idKind = IdKind.NONE;
    requestIdFrom = requestIdTo = pidFrom = pidTo = nameFrom = nameTo = 0;
    instance = requestId = pid = name = "";
  }
}
