package dev.ectoscope.log;

import java.util.List;

/**
 * What was read of one input, and what was not understood. Part of the review (DESIGN §5, {@code
 * input.files}).
 *
 * @param path as given
 * @param format name of the framing: console, …
 * @param bytes read, uncompressed
 * @param lines physical lines
 * @param headers {@code QUERY OK|ERROR} headers seen
 * @param understood headers that became queries
 * @param unread lines not understood with their reasons
 */
public record InputFile(
    String path,
    String format,
    long bytes,
    long lines,
    long headers,
    long understood,
    List<Unread> unread) {

  public InputFile {
    unread = List.copyOf(unread);
  }

  /** A line that was not understood, and why. */
  public record Unread(long line, String reason) {}
}
