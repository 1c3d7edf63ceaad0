package dev.ectoscope.log.reading;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.framing.PrintedTime;
import java.util.List;

/** What a thread found in its part of a file, read as if nothing before it were open. */
sealed interface Chunk {

  /** No entry begins here: it is the inside of one line. */
  record WithinALine() implements Chunk {}

  /**
   * The entries that begin here.
   *
   * @param counts what is known of it
   * @param events in their order, their places counted from the first entry's line
   * @param times the clock it was read by
   * @param begins where that line begins; -1 when there is none
   * @param end where the first line of the next chunk begins
   * @param lines line feeds from the one to the other
   * @param isLast whether the file ends with it
   */
  record Entries(
      OneInput counts,
      List<LogEvent> events,
      PrintedTime times,
      long begins,
      long end,
      long lines,
      boolean isLast)
      implements Chunk {}
}
