package dev.ectoscope.log;

import java.util.ArrayList;
import java.util.List;

/**
 * What was read of one input, and what was not understood. Part of the review (DESIGN §5, {@code
 * input.files}).
 *
 * @param path as given
 * @param format layers from the outside in, e.g. {@code console}, {@code heroku+console}; a name
 *     that {@link dev.ectoscope.log.reading.LogFormat#named} accepts
 * @param bytes read, uncompressed
 * @param lines physical lines
 * @param headers {@code QUERY OK|ERROR} headers seen
 * @param understood headers that became queries
 * @param unread lines not understood with their reasons
 * @param database whose SQL it is: {@code postgresql}, {@code mysql}, {@code tds}, {@code sqlite}
 * @param lowerBounds why counts and sums are lower bounds, empty when nothing is known to be lost
 */
public record InputFile(
    String path,
    String format,
    long bytes,
    long lines,
    long headers,
    long understood,
    List<Unread> unread,
    String database,
    List<String> lowerBounds) {

  /** The database that plans and indexes are known for. */
  public static final String POSTGRESQL = "postgresql";

  public InputFile {
    unread = List.copyOf(unread);
    lowerBounds = List.copyOf(lowerBounds);
  }

  /** A log of PostgreSQL of which nothing is lost. */
  public InputFile(
      String path,
      String format,
      long bytes,
      long lines,
      long headers,
      long understood,
      List<Unread> unread) {
    this(path, format, bytes, lines, headers, understood, unread, POSTGRESQL, List.of());
  }

  public boolean isPostgres() {
    return database.equals(POSTGRESQL);
  }

  /** The same with one more thing that was not understood or not read. */
  public InputFile withUnread(long line, String reason) {
    List<Unread> more = new ArrayList<>(unread);
    more.add(new Unread(line, reason));
    return new InputFile(
        path, format, bytes, lines, headers, understood, more, database, lowerBounds);
  }

  /** The same with an end that could not be read: what it counts is less than there was. */
  public InputFile withDamage(long line, String reason) {
    InputFile damaged = withUnread(line, reason);
    List<String> more = new ArrayList<>(lowerBounds);
    more.add(path.substring(path.lastIndexOf('/') + 1) + ": " + reason);
    return new InputFile(
        path, format, bytes, lines, headers, understood, damaged.unread, database, more);
  }

  /** An input nothing of which could be read, and why. */
  public static InputFile unreadable(String path, String reason) {
    return new InputFile(path, "unreadable", 0, 0, 0, 0, List.of(new Unread(0, reason)));
  }

  /** A line that was not understood, and why. */
  public record Unread(long line, String reason) {}
}
