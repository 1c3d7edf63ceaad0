package dev.ectoscope.log;

import java.util.List;

/** Takes what a log says, in the order it says it. */
@FunctionalInterface
public interface LogSink {
  void accept(LogEvent event);

  /**
   * Takes several at once.
   *
   * @param queries how many of them are queries
   */
  default void acceptAll(List<LogEvent> events, long queries) {
    for (int i = 0; i < events.size(); i++) {
      accept(events.get(i));
    }
  }
}
