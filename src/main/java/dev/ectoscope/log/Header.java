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

  int requestIdFrom;
  int requestIdTo;
  int pidFrom;
  int pidTo;

  /** What the layers around the message say; "" when they do not. */
  String instance = "";

  String requestId = "";
  String pid = "";

  void clear() {
    messageStart = 0;
    clock = LogEvent.ABSENT;
    error = false;
    requestIdFrom = requestIdTo = pidFrom = pidTo = 0;
    instance = requestId = pid = "";
  }
}
