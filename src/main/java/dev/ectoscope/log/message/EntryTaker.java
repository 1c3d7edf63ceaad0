package dev.ectoscope.log.message;

import org.jspecify.annotations.Nullable;

/** Takes entries in order. The bytes are the taker's to change until it returns. */
public interface EntryTaker {

  /** The header was recognised on the line that begins at {@code lineStart}. */
  void begun(byte[] bytes, int lineStart, Header header);

  /**
   * Looks ahead at the lines that follow the one which a header begins: those known before need not
   * be searched for their ends. What is told changes nothing but the time that takes.
   *
   * @param from where the message begins
   * @param feed the end of its first line
   * @param limit how far the bytes go
   * @param ends told where the next lines end
   */
  default void lookAhead(byte[] bytes, int from, int feed, int limit, LineEnds ends) {}

  /** A line that stands before the first entry. */
  void beforeFirst(byte[] bytes, int from, int to, long line);

  /** The whole entry: the message is [from, to), its header on the physical line {@code line}. */
  void entry(byte[] bytes, int from, int to, long line, Header header, boolean last);

  /**
   * The entry grew over the bound; [from, to) is its beginning, the rest is skipped.
   *
   * @param header null when no header was recognised
   */
  void tooLong(byte[] bytes, int from, int to, long line, @Nullable Header header);

  /** LoggerJSON.Ecto's record: SQL without parameters, microseconds or -1. */
  void telemetry(Line line, long number, Header header);

  /** A line that one of the layers does not read, though it should. */
  void notPeeled(byte[] bytes, int from, int to, long line);

  /** What carried the log says at the physical line {@code line} that it left a text out. */
  void leftOut(long line);

  /** The record on the physical line {@code line} ends before it should. */
  void cut(long line);
}
