package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.bytes.ByteScan;
import dev.ectoscope.log.message.Line;

/** A record behind one that it cut off in mid-line, as when files were put together there. */
final class GluedRecord {

  private static final int MOST_TRIES = 64;
  private static final int LONGEST = 1024 * 1024;

  private GluedRecord() {}

  /** Where a whole record begins that fills the line [from, to) up to its end, or -1. */
  static int in(byte[] b, int from, int to, JsonLayer json) {
    int at = to - from > LONGEST ? to : from;
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      at = ByteScan.indexOf(b, '{', at, to);
      if (at < 0 || at + 1 >= to) {
        return -1;
      }
      Line trial = new Line();
      trial.set(b, at, to);
      if (b[at + 1] == '"' && json.peel(trial) && trial.record && !trial.cut) {
        return at;
      }
      at++;
    }
    return -1;
  }
}
