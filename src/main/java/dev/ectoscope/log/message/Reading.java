package dev.ectoscope.log.message;

import dev.ectoscope.log.LogEvent;
import dev.ectoscope.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * Where the readers of messages put what they found; one message at a time, with its place and
 * process set before.
 */
public interface Reading {

  Position position();

  long clock();

  LogEvent.Process process();

  void emit(LogEvent event);

  /** The message was a query that could not be read. */
  void unread(String reason);

  /** The message was read as far as it went. */
  void note(String reason);

  /** The same of an earlier line. */
  void unreadAt(long line, String reason);

  /**
   * The message says that others were left out.
   *
   * @param count how many, 0 when it does not say
   */
  void dropped(long count);

  /** What of this input was torn apart so far. */
  TornMessages torn();

  /** The header, unless null, has waited for its statement in vain. */
  default void expired(TornMessages.@Nullable Head head) {
    if (head != null) {
      torn().lostStatementOf();
      unreadAt(head.position().line(), QueryMessage.NO_STATEMENT);
    }
  }

  /** The next query that is told has no header to be counted by. */
  void withoutHeader();
}
