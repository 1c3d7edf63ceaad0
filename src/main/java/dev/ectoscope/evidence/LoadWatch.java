package dev.ectoscope.evidence;

import dev.ectoscope.postgres.Pressure;
import java.util.function.Supplier;

/** Stops the asking for good when the time is up or the server has more to do than before. */
final class LoadWatch {

  private static final long LONGEST_PAUSE_MS = 1_000;

  /** Looking is a load as well; what grows, grows more slowly than this. */
  private static final long LOOK_EVERY_NANOS = 200_000_000;

  private final Limits limits;
  private final Supplier<Pressure> server;
  private final Pressure first;
  private final Lag lag;
  private final long lookEveryNanos;
  private final long end;
  private String stopped = "";
  private long looked;

  LoadWatch(Limits limits, Supplier<Pressure> server) {
    this(limits, server, LOOK_EVERY_NANOS);
  }

  LoadWatch(Limits limits, Supplier<Pressure> server, long lookEveryNanos) {
    this.lookEveryNanos = lookEveryNanos;
    this.limits = limits;
    this.server = server;
    this.first = server.get();
    this.looked = System.nanoTime();
    this.lag = new Lag(first, looked);
    this.end = System.nanoTime() + limits.maxTime().toNanos();
  }

  /** Why nothing more may be asked, or "". */
  String obstacle() {
    if (stopped.isEmpty() && System.nanoTime() >= end) {
      stopped =
          "the time for evidence ("
              + limits.maxTime().toSeconds()
              + " s, --max-evidence-time) was over";
    }
    return stopped;
  }

  /** The same, after a look at the server: before a statement that is run. */
  String obstacleNow() {
    if (!obstacle().isEmpty() || System.nanoTime() - looked < lookEveryNanos) {
      return stopped;
    }
    looked = System.nanoTime();
    Pressure now = server.get();
    double behind = lag.seconds(now, looked);
    if (behind > lag.before() + limits.maxLag().toMillis() / 1e3) {
      stopped =
          "replication fell behind by %.0f s, so that nothing more was asked".formatted(behind);
    } else if (now.active() > first.active() + limits.maxActive()) {
      stopped =
          "the server came to have %d sessions at work, so that nothing more was asked"
              .formatted(now.active());
    }
    return stopped;
  }

  /** Leaves the server alone for as long as it has just worked. */
  static void pause(long millis) {
    try {
      Thread.sleep(Math.max(1, Math.min(millis, LONGEST_PAUSE_MS)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
