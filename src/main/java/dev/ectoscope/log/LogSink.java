package dev.ectoscope.log;

/** Takes what a log says, in the order it says it. */
@FunctionalInterface
public interface LogSink {
  void accept(LogEvent event);
}
