package dev.ectoscope.log;

import java.util.ArrayList;
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

  /** The same with one more thing that was not understood or not read. */
  public InputFile withUnread(long line, String reason) {
    List<Unread> more = new ArrayList<>(unread);
    more.add(new Unread(line, reason));
    return new InputFile(path, format, bytes, lines, headers, understood, more);
  }

  /** An input nothing of which could be read, and why. */
  public static InputFile unreadable(String path, String reason) {
    return new InputFile(path, "unreadable", 0, 0, 0, 0, List.of(new Unread(0, reason)));
  }

  /** A line that was not understood, and why. */
  public record Unread(long line, String reason) {}
}
