package dev.ectoscope.log.reading;

import dev.ectoscope.log.framing.ConsoleFraming;
import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.framing.PrintedTime;
import java.util.HashMap;
import java.util.Map;

/**
 * The framings of the console by instance, for a log in several files: a time of day counts on over
 * the midnights of all of them. An instance that a later file is the first to name begins where the
 * files before ended.
 */
final class Clocks {

  private static final int MOST = 2048;

  private final Map<String, ConsoleFraming> framings = new HashMap<>();
  private PrintedTime before = new PrintedTime();

  Framing of(String instance, LogFormat found) {
    ConsoleFraming known = framings.get(instance);
    if (known != null || !(found.framing() instanceof ConsoleFraming made)) {
      return known == null ? found.framing() : known;
    }
    made.times().goOnAfter(before);
    if (framings.size() < MOST) {
      framings.put(instance, made);
    }
    return made;
  }

  /** A file has ended. */
  void endOfFile() {
    for (ConsoleFraming framing : framings.values()) {
      before = framing.times().isLaterThan(before) ? framing.times() : before;
    }
  }
}
