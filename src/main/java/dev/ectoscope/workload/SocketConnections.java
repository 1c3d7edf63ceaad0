package dev.ectoscope.workload;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.LogEvent.Process;
import dev.ectoscope.log.LogEvent.UnitKind;

/** Sockets that have just connected, on which a view may be mounted. */
final class SocketConnections {

  /** What {@code CONNECTED TO Phoenix.LiveView.Socket in 30µs} is called. */
  private static final String CONNECT = "Socket connect";

  /** Events between a socket's connection and what it mounts. */
  private static final long AT_ONCE = 10;

  private static final long NONE = Long.MIN_VALUE / 2;

  private long connected = NONE;

  void finish(LogEvent.UnitFinished event) {
    if (event.name().endsWith(CONNECT)) {
      connected = event.position().event();
    }
  }

  /** Whether a view is mounted on the last of them, and no page rendered; asked once of each. */
  boolean mounts(LogEvent.UnitStarted event) {
    if (event.kind() != UnitKind.LIVE_VIEW) {
      return false;
    }
    long since = event.position().event() - connected;
    connected = NONE;
    Process process = event.process();
    return process.requestId().isEmpty() && process.pid().isEmpty() && since <= AT_ONCE;
  }
}
