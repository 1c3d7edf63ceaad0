package dev.ectoscope.log;

import java.util.List;

/**
 * What one chunk of a file holds, read as if nothing before it were open.
 *
 * @param counts what is known of it
 * @param events in their order, their places counted from the chunk's beginning
 * @param times the clock it was read by
 * @param end where the first line of the next chunk begins
 * @param lines line feeds before that
 * @param isLast whether the file ends with it
 */
record Chunk(
    OneInput counts,
    List<LogEvent> events,
    PrintedTime times,
    long end,
    long lines,
    boolean isLast) {}
