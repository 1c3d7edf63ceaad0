package dev.ectoscope.log.wrapper;

import dev.ectoscope.log.framing.Framing;
import dev.ectoscope.log.message.EntryTaker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The streams of an input, one for each instance. */
final class LineStreams {

  static final int MOST = 2048;

  private final Function<String, Framing> framings;
  private final EntryTaker taker;
  private final int bound;
  private final Map<String, LineStream> streams = new LinkedHashMap<>();
  private boolean console;

  LineStreams(Function<String, Framing> framings, EntryTaker taker, int bound) {
    this.framings = framings;
    this.taker = taker;
    this.bound = bound;
  }

  /** Whether all hold lines of a console; else that is told from the first of them. */
  void ofConsole(boolean told) {
    console = told;
  }

  LineStream of(String instance) {
    LineStream stream = streams.get(instance);
    if (stream == null) {
      if (streams.size() >= MOST) {
        LineStream eldest = streams.values().iterator().next();
        eldest.close(false);
        streams.remove(eldest.instance());
      }
      stream = new LineStream(instance, framings.apply(instance), taker, bound);
      if (console) {
        stream.ofConsole();
      }
      streams.put(instance, stream);
    }
    return stream;
  }

  /** Gives away what is left in them. */
  void close() {
    streams.values().forEach(stream -> stream.close(true));
  }
}
