package dev.ectoscope.evidence;

import dev.ectoscope.postgres.Pressure;

/**
 * How far replay falls behind while statements are asked. The time of the last commit that was
 * replayed says too much on a quiet primary: a vacuum there writes WAL and commits nothing for
 * minutes. So what was received at one look is remembered, and replay is behind no longer than that
 * has been waiting.
 */
final class Lag {

  private final long begun;
  private final long receivedFirst;
  private double before;
  private long waitingFor;
  private long since;

  /**
   * @param first look, before anything is asked
   * @param nanos {@link System#nanoTime()} of it
   */
  Lag(Pressure first, long nanos) {
    this.begun = nanos;
    this.receivedFirst = first.received();
    this.before = first.lagSeconds();
    this.waitingFor = first.received();
    this.since = nanos;
  }

  /** Seconds that replay is behind at another look. */
  double seconds(Pressure now, long nanos) {
    if (now.received() < 0) {
      return now.lagSeconds(); // nothing is streamed: there is no better figure
    }
    if (now.replayed() >= receivedFirst) {
      before = Math.min(before, (nanos - begun) / 1e9);
    }
    if (now.lagSeconds() <= 0 || now.replayed() >= waitingFor) {
      waitingFor = now.received();
      since = nanos;
      return 0;
    }
    return Math.min(now.lagSeconds(), (nanos - since) / 1e9);
  }

  /** Seconds that it was behind before, as far as is known by the last look. */
  double before() {
    return before;
  }
}
