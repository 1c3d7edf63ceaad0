package dev.ectoscope.log.framing;

import java.io.IOException;
import java.util.function.LongConsumer;

/** Cuts one input into entries for an {@link dev.ectoscope.log.message.EntryTaker}. */
public interface Scanner {

  /** Reads to the end of the input. */
  void run(LongConsumer progress) throws IOException;

  long bytesRead();

  /** Physical lines, the last one counted even when it has no line feed. */
  long lines();
}
